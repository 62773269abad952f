"""Rows of `engine.accounts`."""
