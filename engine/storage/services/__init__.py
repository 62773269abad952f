"""Rows of `engine.services`."""
