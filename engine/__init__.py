"""The core of Motcua: reads content, runs dossiers, stores, reports. Knows no web."""
