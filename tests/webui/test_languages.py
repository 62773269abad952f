"""No page mixes languages: words of ours are all English or all Vietnamese, content stays as it is.

Content are the names that offices wrote: procedures, steps, fields, roles, units, days, people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from engine.accounts import Grant, create_user
from engine.definitions.content_root import content_root
from engine.dossiers.apologies.sweep import sweep_apologies
from engine.installation import Installation
from engine.storage import Store
from tests.conftest import PASSWORD, STAFF, furnished, hire
from tests.engine.dossiers.play import ACCEPT, TO_APPRAISAL, on
from tests.engine.l10n.test_catalogue import english
from tests.stores import blank
from tests.webui.conftest import Clock, post
from tests.webui.test_apologies import Hired
from tests.webui.test_trial import LICENCE, licence
from webui import create_app

pytestmark = pytest.mark.slow

VIETNAMESE = re.compile("[À-ỹ]")
PLACE = re.compile(r"%\(\w+\)s")
# What these tests type, and two examples of what is typed in Vietnamese.
ENTERED = {
    "Một cửa", "Nguyễn Mọi Việc", "Người nộp", "Người nộp hồ sơ", "Lần thử", "Thử", "bức xạ",
    "Phòng khám thử nghiệm", "Người đứng đầu", "Bổ sung 01 thiết bị",
    "Công văn 12729/VPCP-KGVX ngày 25/12/2025", "Hoán đổi ngày làm việc dịp Tết Dương lịch",
}  # fmt: skip
SHOWN = {"aria-label", "title", "placeholder", "data-name", "alt"}
PAGES = (
    "/", "/hop-viec?tab=working", "/hop-viec?tab=fresh", "/hop-viec?tab=due", "/tra-cuu?q=H37",
    "/ho-so/{code}", "/ho-so/{code}?tab=giay-to", "/ho-so/{code}?tab=quy-trinh",
    "/ho-so/{code}?tab=nhat-ky", "/ho-so/{code}/vi-sao", "/ho-so/{code}/rut",
    "/ho-so/{code}/xin-loi", "/ho-so/{code}/doi-quy-trinh", "/xin-loi", "/canh-bao",
    "/theo-doi?tab=within", "/theo-doi?tab=late", "/theo-doi?tab=near", "/tiep-nhan",
    "/tiep-nhan/" + LICENCE, "/noi-bo", "/thu-tuc", "/thu-tuc/" + LICENCE, "/thu-tuc?q=bức xạ",
    "/lich", "/lich/nhap", "/su-co", "/quy-trinh", "/quy-trinh/" + LICENCE,
    "/quy-trinh/" + LICENCE + "/so-sanh", "/cong-bo", "/cong-bo/moi?thu-tuc=" + LICENCE,
    "/chuyen", "/chuyen/moi?thu-tuc=" + LICENCE, "/chay-thu", "/chay-thu/moi",
    "/chay-thu/moi?thu-tuc=" + LICENCE, "/chay-thu/1", "/chay-thu/1/kich-ban", "/chay-thu/1/xoa",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """An office with a dossier that will be late, an apology, a trial, and who may see it all."""
    store = Store(blank(tmp_path_factory.mktemp("languages") / "ngon-ngu.sqlite"))
    opened = furnished(store)
    for username in STAFF:
        hire(opened, username)
    clock = Clock()
    clock.at = on("2023-12-07 08:24")
    dossier = Hired(opened).receive(ACCEPT).play(*TO_APPRAISAL)
    clock.at = on("2023-12-28 09:24")
    sweep_apologies(opened, at=clock.at)
    everything(opened, clock)
    yield create_app(opened, clock), dossier.code
    store.close()


def everything(installation: Installation, clock: Clock) -> None:
    worked = {grant for name, grant in STAFF.items() if "tttt" not in name}
    grants = [Grant(role, unit) for role, unit in {*worked, ("thiet_ke", "so-khcn")}]
    create_user(
        installation.store, "moi-viec", "Nguyễn Mọi Việc", PASSWORD,
        grants=grants, at=clock(), settings=installation.settings,
    )  # fmt: skip


@pytest.fixture(scope="module")
def reader(office: tuple[Flask, str]) -> FlaskClient:
    client = office[0].test_client()
    post(client, "/dang-nhap", username="moi-viec", password=PASSWORD)
    assert licence(client).number == 1
    return client


class Words(HTMLParser):
    """What people read of a page: texts and labels, but what is marked as another language."""

    def __init__(self, page: str, own: str) -> None:
        super().__init__()
        self.own, self.texts, self._foreign = own, [], []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in VOID:
            pass
        elif self._foreign or tag in {"script", "style"} or given.get("lang", self.own) != self.own:
            self._foreign.append(tag)
        if not self._foreign:
            self.texts += [
                v for k, v in attrs if k in SHOWN and v and given.get("type") != "hidden"
            ]

    def handle_endtag(self, tag: str) -> None:
        if self._foreign and self._foreign[-1] == tag:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not self._foreign and data.strip():
            self.texts.append(" ".join(data.split()))


VOID = {"meta", "link", "input", "br", "img", "hr", "col", "wbr"}


def names(value: object) -> Iterator[str]:
    """All texts of a file's values, each line of them."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)
    elif isinstance(value, str):
        yield from (" ".join(line.split()) for line in value.splitlines())


@cache
def content() -> list[str]:
    """What offices wrote, the longest first."""
    found: set[str] = set()
    for file in content_root().rglob("*"):
        if file.suffix == ".yaml":
            found |= set(names(yaml.safe_load(file.read_text(encoding="utf-8"))))
        elif file.suffix == ".form":
            found |= set(names(json.loads(file.read_text(encoding="utf-8"))))
        elif file.suffix in {".bpmn", ".dmn"}:
            for element in ElementTree.parse(file).iter():  # noqa: S314 - our own files
                found |= {*names(list(element.attrib.values())), *names(element.text or "")}
    return sorted((t for t in found | ENTERED if VIETNAMESE.search(t)), key=len, reverse=True)


def read(reader: FlaskClient, code: str, path: str, language: str) -> list[str]:
    post(reader, "/ngon-ngu", language=language)
    answer = reader.get(path.format(code=code), follow_redirects=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return Words(answer.text, language).texts


def ours(texts: list[str]) -> list[str]:
    """What is left of them, without the content, and is Vietnamese."""
    left = []
    for text in texts:
        rest = text
        for name in content() if VIETNAMESE.search(text) else ():
            rest = rest.replace(name, "")
        if VIETNAMESE.search(rest):
            left.append(text)
    return left


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_holds_no_vietnamese_word_of_ours(
    reader: FlaskClient, office: tuple[Flask, str], path: str
) -> None:
    assert ours(read(reader, office[1], path, "en")) == []


def test_what_is_wrong_is_named_in_english_too(reader: FlaskClient) -> None:
    post(reader, "/ngon-ngu", language="en")
    for path, fields in (
        (f"/tiep-nhan/{LICENCE}", {"values": "{}"}),
        (f"/cong-bo/moi?thu-tuc={LICENCE}", {"when": "later"}),
        ("/lich/nhap", {"day-0": "1/1", "kind-0": "off"}),
    ):
        answer = post(reader, path, **fields)
        assert answer.status_code == 422, path
        assert ours(Words(answer.text, "en").texts) == [], path


@pytest.mark.parametrize("path", PAGES)
def test_a_vietnamese_page_holds_no_english_sentence(
    reader: FlaskClient, office: tuple[Flask, str], path: str
) -> None:
    texts = read(reader, office[1], path, "vi")
    assert [text for text in texts if english_text().fullmatch(text)] == []


def patterns() -> Iterator[str]:
    """Each English text that is not its Vietnamese as well, with anything in its places."""
    for message in english():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        source = message.id if isinstance(message.id, str) else message.id[0]
        for form in forms:
            letters = PLACE.sub("", form)
            if form != source and re.search("[A-Za-z]{3}", letters):
                yield ".+".join(map(re.escape, PLACE.split(form)))


@cache
def english_text() -> re.Pattern[str]:
    return re.compile("|".join(patterns()))
