"""Rows of `engine.publishing`."""
