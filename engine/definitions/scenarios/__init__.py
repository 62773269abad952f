"""Scenarios: plays of one dossier with what is expected of them."""
