"""Use cases that read: inbox, dossier, search. They return frozen rows, never open connections."""
