"""Versions of procedures and which of them are in force."""
