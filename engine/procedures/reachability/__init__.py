"""What lies before a dossier in its version: variables, milestones, requests."""
