"""`motcua try`: a dossier played in the terminal, in a sandbox."""
