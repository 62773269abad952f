"""Dossiers and what belongs to one: steps, timers, pauses, papers, apologies, journal."""
