"""Moves to another version, their dossiers one by one, and the rows that a move rewrites."""
