"""What must hold for every page: sign-in, tokens, headers, sentences."""

from __future__ import annotations

import ast
import gzip
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.access.table import PERMISSIONS
from engine.accounts import Grant, create_user
from engine.installation import Installation
from tests.webui.conftest import CHECKOUT, CLERK, CODE, PASSWORD, Clock, Enter, post, token
from webui.auth import OPEN_ENDPOINTS
from webui.error_words import SENTENCES
from webui.language import own_path

WRONG = "sai"

# Codes that only the command line, a worker or a designer meets.
NOT_FOR_PAGES = {
    "bad_collection", "endless_loop", "key_opens_nothing", "no_at", "no_first_step",
    "no_flow_matches", "no_node", "no_agency", "no_file",
    "no_role", "no_step", "no_unit", "no_user", "no_version", "not_waiting", "spoilt",
    "stale_worker", "stuck", "too_deep", "uncaught_error", "unit", "unknown_hours", "unknown_year",
    "user_exists",
}  # fmt: skip


def test_every_route_but_the_open_ones_requires_a_sign_in(app: Flask, visitor: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_ENDPOINTS or "GET" not in (rule.methods or ()):
            continue
        path = rule.rule.replace("<code>", "H37.99-231207-0001").replace("<procedure>", "x")
        path = path.replace("<int:number>", "1").replace("<int:trial_id>", "1")
        answer = visitor.get(path)
        assert answer.status_code == 302, rule
        assert answer.location.startswith("/dang-nhap"), rule


def test_every_post_without_a_token_is_refused(app: Flask, clerk: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = rule.rule.replace("<code>", "H1").replace("<procedure>", "x")
            path = path.replace("<int:number>", "1").replace("<int:trial_id>", "1")
            assert clerk.post(path.replace("<task>", "t")).status_code == 400, rule


@pytest.mark.slow
def test_every_code_that_a_person_can_meet_has_a_sentence() -> None:
    kinds = {"NotFound", "Forbidden", "Conflict", "Refused"}
    found: set[object] = {p.code for p in PERMISSIONS if p.code}
    for file in (CHECKOUT / "engine").rglob("*.py"):
        if {"commands", "starter", "element_templates"} & set(file.parts):
            continue  # the command line speaks for itself
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    assert found - set(SENTENCES) - NOT_FOR_PAGES == set()


def test_headers_are_strict_on_every_answer(clerk: FlaskClient) -> None:
    for path in ("/hop-viec", "/dang-nhap", "/khong-co"):
        headers = clerk.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_templates_hold_no_inline_script_or_style() -> None:
    for file in (CHECKOUT / "webui/templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "style=" not in text, file
        assert " onclick=" not in text, file
        for tag in text.split("<script")[1:]:
            assert 'type="application/json"' in tag[:80] or " src=" in tag[:80], file


def test_the_cookie_is_hidden_from_scripts_and_other_sites(visitor: FlaskClient) -> None:
    cookie = visitor.get("/dang-nhap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_is_told_without_saying_which(visitor: FlaskClient) -> None:
    answer = post(visitor, "/dang-nhap", username=CLERK, password=WRONG)
    assert answer.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.text
    assert "<title>Lỗi:" in answer.text


def test_five_wrong_passwords_lock_the_account(visitor: FlaskClient) -> None:
    for _ in range(5):
        post(visitor, "/dang-nhap", username=CLERK, password=WRONG)
    assert "tạm khóa" in post(visitor, "/dang-nhap", username=CLERK, password=WRONG).text


def test_an_idle_session_ends_and_says_so(clerk: FlaskClient, clock: Clock) -> None:
    clock.passes(minutes=16)
    answer = clerk.get("/hop-viec?tab=due")
    assert answer.location == "/dang-nhap?next=/hop-viec?tab%3Ddue"
    assert "Phiên làm việc đã hết" in clerk.get(answer.location).text


def test_a_script_is_told_that_the_session_ended_and_then_whoever_goes_on(
    clerk: FlaskClient, clock: Clock
) -> None:
    clock.passes(minutes=16)
    answer = clerk.post(
        "/ho-so/x/buoc/t/nhap",
        json={"values": {}},
        headers={"X-CSRFToken": token(clerk), "Accept": "application/json"},
    )
    assert answer.status_code == 401
    answer = post(clerk, "/ho-so/x/buoc/t/hoan-thanh")
    assert "những gì đã nhập vẫn còn" in clerk.get(answer.location).text


def test_signing_out_ends_the_session_on_the_server(app: Flask, clerk: FlaskClient) -> None:
    stolen = clerk.get_cookie("motcua")
    assert stolen
    post(clerk, "/dang-xuat")
    thief = app.test_client()
    thief.set_cookie("motcua", stolen.value)
    assert thief.get("/hop-viec").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://la.vn", "//la.vn", "/\\la.vn", "hop-viec", "/a\nb", "", "javascript:1"]
)
def test_no_redirect_leads_elsewhere(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert own_path(target) == "/hop-viec"


def test_unknown_pages_and_dossiers_have_a_way_on(clerk: FlaskClient) -> None:
    for path in ("/khong-co", "/ho-so/H37.99-1", "/tiep-nhan/khong-co"):
        answer = clerk.get(path)
        assert answer.status_code == 404, path
        assert "Về mục Hộp việc" in answer.text


def test_broken_values_are_a_bad_request(clerk: FlaskClient) -> None:
    for values in ("[1]", "{", "1", '{"a":' * 3000):
        answer = post(clerk, "/tiep-nhan/9.000001.000.00.00.H37", name="A", values=values)
        assert answer.status_code == 400, values[:20]


def test_a_body_past_the_limit_is_refused(clerk: FlaskClient) -> None:
    answer = post(clerk, "/dang-xuat", big="x" * 2_100_000)
    assert answer.status_code == 413


def test_the_inbox_is_light(clerk: FlaskClient) -> None:
    page = clerk.get("/hop-viec").data
    dist = CHECKOUT / "webui/static/dist"
    names = json.loads((dist / "manifest.json").read_text("utf-8"))
    files = [dist / names[name] for name in ("app.js", "app-style.css")]
    whole = sum(len(gzip.compress(p.read_bytes())) for p in files) + len(gzip.compress(page))
    assert whole < 60_000


def test_health_is_open_and_ready_asks_the_database(visitor: FlaskClient) -> None:
    assert visitor.get("/healthz").text == "ok\n"
    assert visitor.get("/readyz").status_code == 200


def test_a_calendar_that_cannot_be_opened_is_told(
    installation: Installation, clerk: FlaskClient
) -> None:
    installation.timetables.problem = "holidays/2023.yaml:8: E124"
    assert clerk.get("/readyz").text == "ready, bad_timetable\n"
    page = clerk.get("/lich").text
    assert "Lịch mới nhất chưa đọc được" in page
    assert "E124" not in page, "only an administrator reads where it is wrong"


def test_the_lock_file_names_no_machine() -> None:
    text = Path(CHECKOUT / "package-lock.json").read_text(encoding="utf-8")
    hosts = {line for line in text.splitlines() if "http" in line and "funding" not in line}
    assert not [h for h in hosts if "resolved" in h and "registry.npmjs.org" not in h]


def test_whose_unit_is_gone_still_has_pages(
    installation: Installation, enter: Enter, clock: Clock
) -> None:
    """Agencies are merged: a grant of one that the content no longer names opens nothing."""
    roles = ("mot_cua", "chuyen_vien", "lanh_dao")
    grants = [Grant(role, "so-da-giai-the") for role in roles]
    create_user(
        installation.store, "o.lai", "Người ở lại", PASSWORD, grants=grants, at=clock(),
        settings=installation.settings,
    )  # fmt: skip
    client = enter("o.lai")
    for path in ("/hop-viec", "/tiep-nhan", "/tra-cuu?q=a", "/thu-tuc", "/lich"):
        assert client.get(path).status_code == 200, path
    assert client.get("/theo-doi").status_code == 403
    for path in ("/khong-co", f"/ho-so/{CODE}"):
        assert client.get(path).status_code == 404, path
