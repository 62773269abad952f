"""Due moments of dossiers, steps and timers: the diagram's words turned into moments."""
