"""`motcua demo`: accounts and dossiers with which the system can be looked at."""
