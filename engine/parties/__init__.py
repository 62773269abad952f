"""Parties: people, organisations, household businesses and agencies, found by identifiers."""
