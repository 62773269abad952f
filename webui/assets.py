"""Addresses of the built browser files."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, url_for

MANIFEST = Path(__file__).parent / "static" / "dist" / "manifest.json"


class AssetsMissingError(RuntimeError):
    """The browser files are not built; the message says how to build them."""


def read_manifest(file: Path = MANIFEST) -> dict[str, str]:
    """What the build named its files: `app.js` → `app-3F2A9C01.js`."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        message = f"{file} is missing; build it with `npm ci && npm run build`."
        raise AssetsMissingError(message) from None


def init_assets(app: Flask) -> None:
    """Give templates `asset('app.js')`; the files never change under one name."""
    built = read_manifest()

    def asset(name: str) -> str:
        return url_for("static", filename=f"dist/{built[name]}")

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.filters["schema"] = json.loads  # a form's file, for its island
