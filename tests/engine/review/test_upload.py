"""What a designer hands in is read whole or not at all, whatever somebody put into it."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import BrokenContent
from engine.review.upload import read_upload, read_upload_at, reading

DIAGRAM = b"<definitions/>"
Fill = Callable[[zipfile.ZipFile], None]


def packed(*members: tuple[str, bytes], fill: Fill | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        if fill is not None:
            fill(archive)
    return out.getvalue()


def codes(*given: tuple[str, bytes]) -> list[str]:
    with pytest.raises(BrokenContent) as refused:
        read_upload(given)
    return [f.code for f in refused.value.findings]


@pytest.mark.parametrize(
    "name",
    [
        "../cap.bpmn",
        "bpmn/../../cap.bpmn",
        "/etc/cap.bpmn",
        "C:/cap.bpmn",
        "c:cap.bpmn",
        "bpmn\\cap.bpmn",
        "..\\cap.bpmn",
        "bpmn//cap.bpmn",
        "bpmn/./cap.bpmn",
        "bpmn/ cap.bpmn",
        "cap\n.bpmn",
        "a" * 300 + ".bpmn",
        "con|cap.bpmn",
    ],
)
def test_a_name_that_leads_out_or_cannot_be_is_told(name: str) -> None:
    good = ("bpmn/khac.bpmn", DIAGRAM)
    assert codes(("tai-len.zip", packed(good, (name, DIAGRAM)))) == ["E951"]
    assert codes(good, (name, DIAGRAM)) == ["E951"]


def test_a_name_with_a_zero_byte_is_told_as_it_is_written() -> None:
    data = packed(("cap.bpmn_.png", DIAGRAM)).replace(b"cap.bpmn_.png", b"cap.bpmn\x00.png")
    assert codes(("x.zip", data)) == ["E951"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("bpmn/cap.bpmn", "bpmn/cap.bpmn"),
        ("bpmn/cap.bpmn", "BPMN/Cap.bpmn"),
        ("bpmn/cấp.bpmn", "bpmn/cấp.bpmn"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_told(first: str, second: str) -> None:
    assert codes(("x.zip", packed((first, DIAGRAM), (second, DIAGRAM)))) == ["E952"]
    assert codes(("a.zip", packed((first, DIAGRAM))), ("b.zip", packed((second, b"")))) == ["E952"]


def test_a_bomb_is_not_unpacked() -> None:
    zeros = b" " * 4_900_000
    assert codes(("x.zip", packed(("bpmn/cap.bpmn", zeros)))) == ["E953"]


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    data = bytearray(packed(("bpmn/cap.bpmn", b" " * 4_900_000)))
    size = (4_900_000).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (200).to_bytes(4, "little")
    assert codes(("x.zip", bytes(data))) == ["E954"]


def test_more_files_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    many = [(f"bpmn/{n}.bpmn", DIAGRAM) for n in range(5)]
    assert codes(("x.zip", packed(*many))) == ["E953"]
    assert codes(*many) == ["E953"]


def test_more_bytes_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    many = [(f"bpmn/{n}.bpmn", os.urandom(40)) for n in range(5)]
    assert codes(("x.zip", packed(*many))) == ["E953"]
    monkeypatch.setattr(reading, "MOST_PACKED", 100)
    assert codes(("x.zip", packed(*many))) == ["E953"]


@pytest.mark.parametrize("data", [b"", b"not an archive", packed(("a.bpmn", DIAGRAM))[:-30]])
def test_a_cut_archive_is_told(data: bytes) -> None:
    assert codes(("x.zip", data)) == ["E954"]


def test_a_damaged_member_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bpmn/cap.bpmn", b"the diagram as it was saved")
    data = out.getvalue().replace(b"as it was", b"as it Was", 1)
    assert codes(("x.zip", data)) == ["E954"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_packing_is_told(packing: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("bpmn/cap.bpmn", DIAGRAM)
    assert codes(("x.zip", out.getvalue())) == ["E954"]


def test_an_encrypted_member_is_told() -> None:
    data = bytearray(packed(("bpmn/cap.bpmn", DIAGRAM)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    assert codes(("x.zip", bytes(data))) == ["E955"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_device_in_an_archive_is_told(kind: int) -> None:
    link = zipfile.ZipInfo("bpmn/cap.bpmn")
    link.external_attr = (kind | 0o777) << 16
    data = packed(fill=lambda archive: archive.writestr(link, "/etc/passwd"))
    assert codes(("x.zip", data)) == ["E955"]


def test_an_archive_in_an_archive_is_told() -> None:
    inner = packed(("bpmn/cap.bpmn", DIAGRAM))
    assert codes(("x.zip", packed(("inner.zip", inner)))) == ["E956"]


def test_an_upload_without_anything_to_publish_is_told() -> None:
    assert codes(("x.zip", packed(("anh.png", b"PNG")))) == ["E957"]
    assert codes() == ["E957"]


def test_everything_wrong_is_told_at_once() -> None:
    data = packed(("../a.bpmn", b""), ("inner.zip", b""), ("bpmn/b.bpmn", DIAGRAM))
    assert codes(("x.zip", data)) == ["E951", "E956"]


def test_what_belongs_to_the_office_is_not_taken_and_told() -> None:
    names = [
        "roles.yaml",
        "agencies.yaml",
        "alerts.yaml",
        "scenarios/thang.yaml",
        "places/lang-son.yaml",
        "code-lists/dan-toc.yaml",
    ]
    names = [f"processes/{name}" for name in names]
    names += ["holidays/2026.yaml", "holidays/office-hours.yaml", "README.md"]
    read = read_upload(
        [("x.zip", packed(*((n, b"x: 1") for n in names), ("bpmn/cap.bpmn", DIAGRAM)))]
    )
    assert list(read.files) == ["bpmn/cap.bpmn"]
    assert [f.code for f in read.notes] == ["W951"] * len(names)
    assert {f.file for f in read.notes} == set(names)


def test_litter_of_desktops_is_passed_over_in_silence() -> None:
    litter = ["__MACOSX/bpmn/._cap.bpmn", ".DS_Store", "bpmn/.hidden/cap.bpmn", "Thumbs.db"]
    read = read_upload([("x.zip", packed(*((n, b"") for n in litter), ("bpmn/cap.bpmn", DIAGRAM)))])
    assert (list(read.files), read.notes) == (["bpmn/cap.bpmn"], ())


def test_a_folder_is_read_without_following_links(tmp_path: Path) -> None:
    for name in ("bpmn/cap.bpmn", "forms/don.form", "processes/thu.yaml", "docs/khac.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(DIAGRAM)
    read = read_upload_at(tmp_path)
    assert sorted(read.files) == ["bpmn/cap.bpmn", "forms/don.form", "processes/thu.yaml"]
    (tmp_path / "bpmn/ngoai.bpmn").symlink_to("/etc/hostname")
    with pytest.raises(BrokenContent) as refused:
        read_upload_at(tmp_path)
    assert [(f.code, f.file) for f in refused.value.findings] == [("E955", "bpmn/ngoai.bpmn")]


def test_one_file_and_a_path_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "cap.bpmn").write_bytes(DIAGRAM)
    assert read_upload_at(tmp_path / "cap.bpmn").files == {"cap.bpmn": DIAGRAM}
    with pytest.raises(BrokenContent) as refused:
        read_upload_at(tmp_path / "khong-co.zip")
    assert [f.code for f in refused.value.findings] == ["E954"]
