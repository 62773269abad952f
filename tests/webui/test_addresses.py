"""Addresses stand in mails, bookmarks and other systems: none goes or is renamed unnoticed."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

GOLDEN = Path(__file__).with_name("addresses.txt")


def test_the_addresses_that_are_written_down_are_there(app: Flask) -> None:
    known = [line for line in GOLDEN.read_text().splitlines() if not line.startswith("#")]
    found = {
        f"{rule.rule} {' '.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}"
        for rule in app.url_map.iter_rules()
    }
    assert set(known) - found == set()
