"""YAML with the line of every key; nothing but plain values, no key twice, no aliases, no tags."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from engine.definitions.text.decoding import decode, file_bytes
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.located import MAX_DEPTH, Located, Scalar
from engine.definitions.text.report import FindingList, broken
from engine.errors import BrokenContent

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "value")
)


def read_yaml(source: bytes | Path, file: str) -> Located:
    """Read one document; raise BrokenContent with every finding of form."""
    data = source if isinstance(source, bytes) else file_bytes(source, file)
    text = decode(data, file)
    _refuse_depth(text, file)
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or error.context or "unreadable"
        raise broken(file, "E111", line, f"not well-formed YAML: {problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise broken(file, "E111", 1, f"not well-formed YAML: {error}") from None
    if root is None:
        raise broken(file, "E102", 1, "the file is empty")
    tree = _Tree(file)
    result = tree.located(root, 1)
    if tree.report.broken:
        raise BrokenContent(tree.report.findings)
    return result


def _refuse_depth(text: str, file: str) -> None:
    """Refuse flow collections nested so deep that a recursive parser would fall."""
    depth = 0
    for line, row in enumerate(text.split("\n"), start=1):
        depth += row.count("[") + row.count("{") - row.count("]") - row.count("}")
        nested = row.count("- ") > MAX_DEPTH or len(row) - len(row.lstrip(" ")) > 10 * MAX_DEPTH
        if depth > MAX_DEPTH or nested:
            raise broken(file, "E106", line, f"values are nested deeper than {MAX_DEPTH}")


class _Tree:
    """Turns PyYAML's nodes into located values."""

    def __init__(self, file: str) -> None:
        self.report = FindingList(file)
        self._seen: set[int] = set()

    def located(self, node: yaml.Node, depth: int) -> Located:
        line = node.start_mark.line + 1
        if id(node) in self._seen:
            message = "the value here is used again by an alias; write it out"
            self.report.add("E113", line, "", message)
            return Located(line)
        self._seen.add(id(node))
        if depth > MAX_DEPTH:
            self.report.add("E106", line, "", f"values are nested deeper than {MAX_DEPTH}")
            return Located(line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, line, depth)
        if isinstance(node, yaml.SequenceNode):
            self._refuse_tag(node, line)
            items = tuple(self.located(item, depth + 1) for item in node.value)
            return Located(line, items=items)
        return self._scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, line: int, depth: int) -> Located:
        self._refuse_tag(node, line)
        entries: dict[str, Located] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            value = self.located(value_node, depth + 1)
            if key is None:
                self.report.add("E115", key_line, "", "a key must be plain text")
            elif key == "<<":
                self.report.add("E113", key_line, key, "YAML merge keys (<<) are not allowed")
            elif key in entries:
                first = lines[key]
                message = quoting('key "{}" stands twice (first on line {line})', key, line=first)
                self.report.add("E112", key_line, key, message)
            else:
                entries[key], lines[key] = value, key_line
        return Located(line, entries=entries, key_lines=lines)

    def _scalar(self, node: yaml.Node, line: int) -> Located:
        self._refuse_tag(node, line)
        text = str(node.value)
        plain = getattr(node, "style", None) in (None, "")
        return Located(line, scalar=_resolve(text) if plain else text, text=text)

    def _refuse_tag(self, node: yaml.Node, line: int) -> None:
        if node.tag not in _PLAIN_TAGS:
            self.report.add("E114", line, "", f"YAML tags are not allowed: {node.tag}")


def _resolve(text: str) -> Scalar:
    """Plain scalars: true, false, null and decimal numbers; all else, dates too, is text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
