"""Hostile and broken XML: a located finding each time, never a crash."""

import pytest

from engine.definitions.text.xml import parse_xml
from engine.errors import BrokenContent

LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
BAD = {
    "empty": (b"", "E102", 1),
    "blank": (b" \n\n ", "E102", 1),
    "not xml": (b"hello", "E104", 1),
    "cut": (b"<a>\n<b>\n", "E104", 3),
    "wrong end": (b"<a>\n</b>", "E104", 2),
    "dtd": (b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://x/y.dtd"><a/>', "E105", 2),
    "dtd after comment": (b"<!-- x -->\n<?p i?>\n<!DOCTYPE a><a/>", "E105", 3),
    "file entity": (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "E105", 1),
    "laughs": (f'<!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><a>&a11;</a>'.encode(), "E105", 1),
    "unknown entity": (b"<a>\n&x;</a>", "E104", 2),
    "huge": (b"<a>" + b" " * 50_000_000 + b"</a>", "E101", 1),
    "utf-16": ("<a/>".encode("utf-16"), "E103", 1),
    "utf-16 without mark": ("<a/>".encode("utf-16-le"), "E103", 1),
    "utf-32": ("<a/>".encode("utf-32"), "E103", 1),
    "windows-1258": ("<a>\nđ</a>".encode("cp1258"), "E103", 2),
    "declared latin": (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "E103", 1),
    "unknown encoding": (b'<?xml version="1.0" encoding="x-none"?><a/>', "E103", 1),
    "deep": (b"<a>" * 150 + b"</a>" * 150, "E106", 1),
    "very deep": (b"<a>" * 100_000 + b"</a>" * 100_000, "E106", 1),
    "nul": (b"<a>\x00</a>", "E103", 1),
    "two roots": (b"<a/>\n<b/>", "E104", 2),
    "double attribute": (b'<a\n x="1" x="2"/>', "E104", 2),
    "long prolog": (b"<!--" + b"-" * 100_000 + b"<a/>", "E104", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_broken_xml_is_a_located_finding(name):
    data, code, line = BAD[name]
    with pytest.raises(BrokenContent) as caught:
        parse_xml(data, "bpmn/x.bpmn")
    (finding,) = caught.value.findings
    assert (finding.code, finding.line, finding.file) == (code, line, "bpmn/x.bpmn")


@pytest.mark.parametrize(
    "data",
    [b"<a/>", b"\xef\xbb\xbf<a/>", b'<?xml version="1.0" encoding="utf-8"?>\n<a>\xc4\x91</a>'],
)
def test_utf_8_is_read_with_and_without_a_mark(data):
    assert parse_xml(data, "x").tag == "a"


def test_a_word_like_doctype_in_text_is_no_doctype():
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE x>]]></a>", "x").text == "<!DOCTYPE x>"
