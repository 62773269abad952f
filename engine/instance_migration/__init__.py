"""Moving running dossiers to another version of their procedure."""
