"""Rows of `engine.desk`."""
