"""`motcua dossier …` and `motcua inbox`: the use cases for scripts and administrators."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import STAFF, furnished
from tests.engine.commands.conftest import Shell
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    GENERAL,
    HAND_OVER,
    LICENCE_FORM,
    NUMBER,
    PASS,
    SIGN,
    Values,
    hired,
)
from tests.stores import open_store


def receive(shell: Shell, *more: str, at: str = "2023-12-07T08:24") -> str:
    words = ("--applicant", "Người nộp", "--form", json.dumps(LICENCE_FORM), "--as", "mot-cua")
    decision = ("--decision", json.dumps(ACCEPT), "--at", at)
    return str(shell.json("dossier", "receive", GENERAL, *words, *decision, *more)["code"])


def submission(**changes: object) -> str:
    whole = {
        "procedure": GENERAL,
        "applicant": {"name": "Người nộp", "email": "nguoi.nop@example.vn"},
        "values": LICENCE_FORM,
        "papers": [{"id": "don", "kind": "original"}],
    }
    return json.dumps({k: v for k, v in (whole | changes).items() if v is not None})


def test_a_due_moment_is_explained_as_of_any_moment(shell: Shell) -> None:
    code = receive(shell)
    words = ("dossier", "explain", code, "--as", "mot-cua", "--at", "2023-12-11T09:00")
    found = shell.json(*words)
    assert found["due_at"] == "2024-01-02T08:24:00+07:00"
    assert found["remaining"] == {"days": 14, "hours": 7, "minutes": 24, "overdue": False}
    kinds = [fact["kind"] for fact in found["facts"]]
    assert kinds == ["received", "skipped", "weekend", "due"]
    assert found["facts"][1]["source"] == "Bộ luật Lao động 45/2019/QH14 Đ.112 k.1"
    step = shell.json(*words, "--step", "phan_cong")
    assert (step["step"], step["due_at"]) == ("Phân công", "2023-12-07T13:54:00+07:00")
    assert step["facts"][0]["text"].startswith("Bước bắt đầu Thứ Năm 07/12/2023 08:24")
    english = shell.run("--language", "en", *words).stdout.splitlines()
    assert english[0] == "Received Thursday 07/12/2023 08:24, limit 17 working days."
    assert shell.run(*words, LC_ALL="C").stdout.splitlines() == english


def test_a_portal_submits_and_the_one_stop_answers(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "submission.json"
    file.write_text(submission(), encoding="utf-8")
    words = ("dossier", "submit", str(file), "--at", "2023-12-07T08:24")
    code = str(shell.json(*words)["code"])
    shown = shell.json("dossier", "show", code, "--as", "mot-cua", "--at", "2023-12-07T09:00")
    assert (shown["status"], shown["channel"], shown["due_at"]) == ("registered", "online", None)
    assert complete(shell, code, "mot-cua", ACCEPT, "2023-12-07T15:10") == "received"
    shown = shell.json("dossier", "show", code, "--as", "mot-cua", "--at", "2023-12-07T16:00")
    assert shown["submitted_at"] == "2023-12-07T08:24:00+07:00"
    assert shown["received_at"] == "2023-12-07T15:10:00+07:00"
    assert shown["due_at"] == "2024-01-02T15:10:00+07:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "the file must be an object"),
        (submission(procedure=None), "lacks procedure"),
        (submission(applicant={"phone": "1"}), "lacks name"),
        (submission(applicant={"name": 1}), '"name" must be text'),
        (submission(applicant={"name": "A", "birthday": "x"}), "unknown keys: birthday"),
        (submission(la=1), "unknown keys: la"),
        (submission(values=[]), '"values" must be an object'),
        (submission(papers={}), '"papers" must be a list'),
        (submission(papers=[{"id": "don", "copies": "2"}]), "whole number"),
        (" " * 2_000_001, "more than 2000000 bytes"),
    ],
    ids=lambda text: text[:24].strip() or "long",
)
def test_a_file_that_is_no_submission_is_told(
    shell: Shell, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "submission.json"
    file.write_text(text, encoding="utf-8")
    assert said in shell.says("dossier", "submit", str(file))


def complete(shell: Shell, code: str, who: str, values: Values, at: str) -> str:
    words = ("dossier", "complete", code, "--as", who, "--at", at, "--form", json.dumps(values))
    return str(shell.json(*words)["status"])


def test_a_dossier_goes_from_the_desk_to_the_returned_result(shell: Shell, tmp_path: Path) -> None:
    code = receive(shell, "--paper", "don:original:2", "--paper", "chung_chi_nhan_vien")
    shown = shell.json("dossier", "show", code, "--as", "mot-cua", "--at", "2023-12-07T09:00")
    assert shown["status"] == "received"
    assert shown["due_at"] == "2024-01-02T08:24:00+07:00"
    given = {p["paper"]: (p["kind"], p["copies"]) for p in shown["papers"] if p["kind"]}
    assert given == {"don": ("original", 2), "chung_chi_nhan_vien": ("copy", 1)}

    assert complete(shell, code, "lanh-dao-phong", {}, "2023-12-07T10:30") == "in_progress"
    assert complete(shell, code, "chuyen-vien", ASK, "2023-12-12T09:00") == "supplement"
    brought = tmp_path / "brought.json"
    brought.write_text(json.dumps(BROUGHT), encoding="utf-8")
    clerk = ("--as", "mot-cua", "--at", "2023-12-14T09:00")
    answered = shell.json("dossier", "supplement", code, *clerk, "--form", f"@{brought}")
    assert answered == {"code": code, "status": "in_progress"}
    assert complete(shell, code, "chuyen-vien", PASS, "2023-12-20T09:00") == "in_progress"
    assert complete(shell, code, "lanh-dao-phong", AGREE, "2023-12-21T09:00") == "in_progress"
    assert complete(shell, code, "lanh-dao", SIGN, "2023-12-22T09:00") == "in_progress"
    assert complete(shell, code, "van-thu", NUMBER, "2024-01-04T08:24") == "resolved"
    clerk = ("--as", "mot-cua", "--at", "2024-01-10T09:00")
    done = shell.json("dossier", "return", code, *clerk, "--form", json.dumps(HAND_OVER))
    assert done["status"] == "returned"

    shown = shell.json("dossier", "show", code, *clerk)
    assert (shown["due_at"], shown["time"]["state"]) == ("2024-01-04T08:24:00+07:00", "on_time")
    assert shown["journal_intact"] is True
    assert [p["ended_at"] for p in shown["pauses"]] == ["2023-12-14T09:00:00+07:00"]
    assert "diagram_xml" not in shown
    told = shell.run("dossier", "show", code, *clerk)
    assert told.exit_code == 0
    assert "Trả kết quả" in told.stdout


def test_what_is_changed_behind_the_engine_is_found(shell: Shell) -> None:
    code = receive(shell)
    assert shell.json("dossier", "verify", code)["differing"] == []
    with shell.installation.store.begin() as tx:
        tx.exec_driver_sql("UPDATE steps SET due_at = opened_at WHERE node = 'phan_cong'")
        tx.exec_driver_sql("UPDATE answers SET data = '{}' WHERE node = ''")
        tx.exec_driver_sql("UPDATE dossier_parties SET name = 'Người khác'")
    told = shell.run("dossier", "verify", code)
    assert told.exit_code == 1
    assert "chain of the journal: ok" in told.stdout
    assert "NOT as it was written" in told.stdout
    for part in ("steps.", "answers.", "parties.submitter"):
        assert part in told.stdout


def test_a_party_is_found_by_its_number_with_its_dossiers(shell: Shell, tmp_path: Path) -> None:
    more = {"birth_date": "28/02/1990", "owner_name": "Chủ hồ sơ", "owner_id_number": "080000001"}
    first = receive(shell, "--id-number", "020190000001", "--more", json.dumps(more))
    file = tmp_path / "submission.json"
    again = {"name": "NGUOI NOP", "id_number": "020 190 000 001", "delivery": "post"}
    file.write_text(submission(applicant=again), encoding="utf-8")
    second = str(shell.json("dossier", "submit", str(file), "--at", "2023-12-08T08:24")["code"])
    found = shell.json("party", "020190000001", "--as", "mot-cua")
    assert (found["name"], found["scheme"]) == ("NGUOI NOP", "personal_id")
    assert found["spellings"] == ["NGUOI NOP", "Người nộp"]
    assert [line["code"] for line in found["dossiers"]] == [second, first]
    lines = shell.run("party", "080.000.001", "--as", "lanh-dao").stdout.splitlines()
    assert lines[0] == "Chủ hồ sơ  person  identity_card 080000001"
    assert lines[1].startswith(f"  {first}  owner  received  2023-12-07T08:24:00+07:00  ")
    nobody = "No dossier that you may read has the number 020190000001."
    assert nobody in shell.says("party", "020190000001", "--as", "mot-cua-tttt")
    assert nobody in shell.says("party", "020190000001", "--scheme", "passport", "--as", "mot-cua")
    shown = shell.json("dossier", "show", first, "--as", "mot-cua", "--at", "2023-12-07T09:00")
    assert [(p["role"], p["name"]) for p in shown["parties"]] == [
        ("submitter", "Người nộp"),
        ("owner", "Chủ hồ sơ"),
    ]
    assert shown["parties"][0]["details"]["birth_date"] == "1990-02-28"


def test_what_is_wrong_with_who_files_is_named(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "submission.json"
    wrong = {"name": "Người nộp", "birth_date": "31/02/2026", "sex": "nam"}
    file.write_text(submission(applicant=wrong), encoding="utf-8")
    sentence = shell.says("dossier", "submit", str(file), "--at", "2023-12-07T08:24")
    assert "applicant.birth_date (day)" in sentence
    assert "applicant.sex (option)" in sentence


def test_a_step_is_claimed_and_released(shell: Shell) -> None:
    code = receive(shell)
    head = ("--as", "lanh-dao-phong", "--at", "2023-12-07T10:00")
    assert shell.json("dossier", "claim", code, *head)["code"] == code
    assert shell.json("dossier", "release", code, *head)["code"] == code
    history = shell.json("dossier", "show", code, *head)["journal"]
    assert [line["action"] for line in history][-2:] == ["claimed", "released"]


def test_a_dossier_is_withdrawn(shell: Shell) -> None:
    code = receive(shell)
    clerk = ("--as", "mot-cua", "--at", "2023-12-08T09:00")
    words = ("dossier", "withdraw", code, "--reason", "Không còn nhu cầu")
    assert shell.json(*words, *clerk)["status"] == "withdrawn"
    assert "cannot be withdrawn" in shell.says(*words, *clerk)
    assert complete(shell, code, "mot-cua", {}, "2023-12-08T10:00") == "withdrawn"


def test_the_inbox_of_each_role(shell: Shell) -> None:
    code = receive(shell)
    at = ("--at", "2023-12-07T09:00")
    for username, codes in (("lanh-dao-phong", [code]), ("chuyen-vien", []), ("mot-cua-tttt", [])):
        page = shell.json("inbox", "--as", username, "--tab", "fresh", *at)
        assert [item["code"] for item in page["items"]] == codes
        assert page["counts"]["fresh"] == len(codes)
    told = shell.run("inbox", "--as", "lanh-dao-phong", "--tab", "fresh", *at).stdout
    assert code in told
    assert "fresh 1" in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "H37.04-231207-9999", "--as", "mot-cua"), "There is no dossier"),
        (("show", "{code}", "--as", "nobody"), "There is no account"),
        (("show", "{code}", "--as", "chuyen-vien-tttt"), "another agency"),
        (("show", "{code}"), "--as"),
        (("claim", "{code}", "--as", "chuyen-vien"), "Name one open step"),
        (("complete", "{code}", "--as", "chuyen-vien", "--step", "phan_cong"), "another role"),
        (("complete", "{code}", "--as", "chuyen-vien", "--step", "999"), "not open"),
        (("complete", "{code}", "--as", "lanh-dao-phong", "--form", "{}}"), "no JSON"),
        (("complete", "{code}", "--as", "lanh-dao-phong", "--form", "[]"), "JSON object"),
        (("complete", "{code}", "--as", "lanh-dao-phong", "--form", "@/none"), "no JSON"),
        (("complete", "{code}", "--as", "lanh-dao-phong", "--form", '{"x": 1}'), "x (unknown)"),
        (("supplement", "{code}", "--as", "mot-cua"), "does not wait"),
        (("return", "{code}", "--as", "mot-cua"), "does not wait"),
        (("withdraw", "{code}", "--as", "mot-cua", "--reason", " "), "required"),
        (("show", "{code}", "--as", "mot-cua", "--at", "yesterday"), "ISO 8601"),
        (("receive", "9.999", "--as", "mot-cua", "--applicant", "A"), "There is no procedure"),
        (("receive", GENERAL, "--as", "mot-cua", "--applicant", "A"), "required"),
        (("receive", GENERAL, "--as", "van-thu", "--applicant", "A"), "one-stop"),
        (
            ("receive", GENERAL, "--as", "mot-cua", "--applicant", "A", "--paper", "don:x"),
            "write ID",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(
    shared_shell: tuple[Shell, str], words: tuple[str, ...], sentence: str
) -> None:
    shell, code = shared_shell
    said = shell.says("dossier", *(w.replace("{code}", code) for w in words))
    assert sentence in said


@pytest.fixture(scope="module")
def shared_shell(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[Shell, str]]:
    folder = tmp_path_factory.mktemp("shell")
    with open_store("sqlite", folder, lambda: sqlite_template, lambda: None) as store:
        installation = furnished(store)
        for username in STAFF:
            hired(installation, username)
        shell = Shell(installation)
        yield shell, receive(shell)


def test_the_clock_is_set_only_where_the_settings_allow_it(shell: Shell) -> None:
    words = ("inbox", "--as", "mot-cua", "--at", "2023-12-07T09:00")
    assert "allow_at" in shell.says(*words, MOTCUA_ALLOW_AT="false")
    assert shell.run("inbox", "--as", "mot-cua", MOTCUA_ALLOW_AT="false").exit_code == 0


def test_a_moment_beyond_the_calendar_is_a_sentence(shell: Shell) -> None:
    code = receive(shell)
    words = ("dossier", "complete", code, "--as", "lanh-dao-phong", "--at", "2031-01-06T09:00")
    assert "2031" in shell.says(*words)


def test_an_apology_is_asked_for_sent_back_and_signed(shell: Shell) -> None:
    code = receive(shell)
    head = ("dossier", "complete", code, "--as", "lanh-dao-phong", "--at", "2023-12-07T09:00")
    shell.json(*head, "--form", "{}")
    at = ("--at", "2023-12-28T09:00")
    asking = ("dossier", "apologise", code, "--reason", "Chờ đo kiểm", "--as", "chuyen-vien", *at)
    asked = shell.json(*asking, "--until", "2024-01-10T10:00")
    assert asked == {"code": code, "new_due": "2024-01-10T10:00:00+07:00"}
    leader = ("dossier", "sign-apology", code, "--as", "lanh-dao", *at)
    assert shell.json(*leader, "--send-back", "Nêu rõ")["apology"] == "sent back"
    assert "waits for a signature" in shell.says(*leader)
    shell.json(*asking, "--until", "2024-01-10T10:00")
    assert shell.json(*leader)["apology"] == "signed"
    assert shell.run(*asking, "--until", "mai").exit_code != 0


def test_a_message_that_is_not_awaited_is_told_in_a_sentence(shell: Shell) -> None:
    code = receive(shell)
    words = ("dossier", "message", code, "ket_qua", "--json-values", '{"diem": 8}')
    told = shell.says(*words, "--at", "2023-12-08T09:00")
    assert "does not wait for the message 'ket_qua'" in told
