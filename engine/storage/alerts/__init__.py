"""Alerts that were given, and the deadlines that are watched."""
