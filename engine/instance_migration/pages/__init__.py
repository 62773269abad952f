"""What pages and command line read about moves of running dossiers."""
