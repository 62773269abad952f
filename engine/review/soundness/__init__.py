"""Whether every dossier that enters a diagram comes out of it: the token game over its places."""
