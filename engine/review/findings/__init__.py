"""Findings in plain words: their codes, elements as they are named, names that were meant."""
