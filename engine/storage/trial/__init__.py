"""Saved trials."""
