"""YAML as people write it: lists indented beneath their key, no anchors."""

from __future__ import annotations

import yaml


class Dumper(yaml.SafeDumper):
    """What writers of our files have in common."""

    def ignore_aliases(self, data: object) -> bool:
        """What is the same twice is written twice: our reader knows no aliases."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a list as well."""
        del indentless
        super().increase_indent(flow, False)
