"""Readers of manifest, diagram, decision and form: text in, frozen values or located errors out."""
