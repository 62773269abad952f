"""Proposals with their items and events."""
