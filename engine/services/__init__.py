"""Service tasks: their kinds do work, answer a dossier, or leave an incident."""
