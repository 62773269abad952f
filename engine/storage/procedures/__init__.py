"""Rows of `engine.procedures`."""
