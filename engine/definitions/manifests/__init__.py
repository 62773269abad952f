"""Manifests: procedures as an official decision publishes them; historical catalogues."""
