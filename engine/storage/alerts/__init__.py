"""Rows of `engine.alerts`."""
