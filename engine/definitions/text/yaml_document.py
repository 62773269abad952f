"""A YAML file of content as a report and its outermost mapping."""

from __future__ import annotations

from engine.definitions.text.decoding import check_normal
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList
from engine.definitions.text.yaml import read_yaml
from engine.errors import BrokenContent


def open_document(data: bytes, file: str) -> tuple[Located | None, FindingList]:
    """Read the outermost mapping; None, with the findings in the report, where there is none."""
    report = FindingList(file)
    try:
        root = read_yaml(data, file)
    except BrokenContent as error:
        report.take(error.findings)
        return None, report
    check_normal(data.decode("utf-8-sig"), report)
    if not root.is_mapping:
        report.add("E123", root.line, "", "the file must be a mapping of keys to values")
        return None, report
    return root, report
