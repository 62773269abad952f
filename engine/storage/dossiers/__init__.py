"""Rows of `engine.dossiers`."""
