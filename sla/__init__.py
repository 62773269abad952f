"""Working time as Vietnamese law counts it: pure values, no database, no dossier, no web."""
