"""Apology and new appointment (form 4): prepared, written, signed, read."""
