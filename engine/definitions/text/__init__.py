"""Bytes of files into values that know their line: text, YAML, JSON, XML, names of files."""
