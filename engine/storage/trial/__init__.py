"""Rows of `engine.trial`."""
