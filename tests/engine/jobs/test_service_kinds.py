"""Service tasks in real dossiers: each kind whole, faults, secrets, kinds of a province."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from pkgutil import resolve_name

import pytest
from pydantic import SecretStr

from engine.accounts import set_email
from engine.commands.services import kinds_page
from engine.definitions.content import read_content
from engine.definitions.service_kinds import (
    GROUP,
    Port,
    PortType,
    ServiceKind,
    Services,
    services,
)
from engine.dossiers.open_dossier import reopen, row_by_id
from engine.errors import Conflict, Forbidden, Invalid, Refused
from engine.installation import Installation
from engine.integrations.http.connector import idempotency_key
from engine.jobs.outbox import work_outbox
from engine.partners.errors import BadInputs
from engine.review.checks.check import check_content
from engine.services.call import Call, checked
from engine.services.documents import filled
from engine.services.incidents import Resolution, resolve_incident, retry_incident
from engine.storage.services import incidents, outbox
from engine.storage.services.incidents import Fault, IncidentRow
from engine.timetables.recount import recount
from tests.conftest import OPENED
from tests.engine.dossiers.edited import edited
from tests.engine.dossiers.play import BULLETIN, Desk, Dossier, hired
from tests.engine.jobs.conftest import handled_by, looking_up, with_settings
from tests.engine.jobs.served import DIAGRAM, INPUT, KIND, serving
from tests.engine.jobs.servers import mail_server, receiver

TOKEN = "bi-mat-cua-tinh-0123456789"  # noqa: S105 - opens nothing
BACKENDS = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])


def started(installation: Installation) -> Dossier:
    """A dossier at the service task, as `installation` has settled things."""
    return looking_up(Desk(installation, BULLETIN))


def data(dossier: Dossier) -> dict[str, object]:
    with dossier.installation.store.read() as tx:
        return dict(reopen(dossier.installation, tx, row_by_id(tx, dossier.row.id)).run.data)


def open_ones(installation: Installation) -> tuple[IncidentRow, ...]:
    with installation.store.read() as tx:
        return incidents.open_list(tx)


def written(installation: Installation) -> str:
    """Everything that is stored as text beside the sealed states."""
    with installation.store.read() as tx:
        rows = [
            row
            for table in ("outbox", "incidents", "journal")
            for row in tx.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
        ]
    return repr([tuple(row) for row in rows])


@BACKENDS
def test_a_document_gets_the_next_number_of_the_year(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str
) -> None:
    inputs = {
        "symbol": '"TB-STTTT"',
        "title": '"Về hồ sơ {{so_ho_so}}"',
        "text": '"Kính gửi {{ten_co_quan}} {{ ten_ban_tin }}"',
    }
    with serving(request, tmp_path, "issue_document", backend=backend, **inputs) as installation:
        dossiers = [started(installation) for _ in range(3)]
        for dossier in dossiers:
            work_outbox(installation, "w1", at=dossier.now)
        found = [data(d)["dich_vu"] for d in dossiers]
        assert [f["so"] for f in found] == ["01/TB-STTTT", "02/TB-STTTT", "03/TB-STTTT"]
        assert found[0]["ngay"] == "2023-12-07"
        assert found[0]["noi"] == "Kính gửi Cơ quan thử nghiệm Bản tin thử nghiệm"
        assert found[0]["ten"] == f"Về hồ sơ {dossiers[0].code}"
        later = started(installation)
        work_outbox(installation, "w1", at=later.now.replace(year=2024))
        assert data(later)["dich_vu"]["so"] == "01/TB-STTTT", "each year begins anew"


@BACKENDS
def test_a_number_stands_or_falls_with_its_step(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies between the number and the commit leaves no gap."""
    inputs = {"symbol": '"TB"', "title": '"x"', "text": '"y"'}
    with serving(request, tmp_path, "issue_document", backend=backend, **inputs) as installation:
        dossier = started(installation)
        with monkeypatch.context() as dying:

            def killed(*_: object) -> object:
                raise KeyboardInterrupt

            dying.setattr("engine.services.answers.record", killed)
            with pytest.raises(KeyboardInterrupt):
                work_outbox(installation, "w1", at=dossier.now)
        assert work_outbox(installation, "w2", at=dossier.now + timedelta(minutes=10)) == 1
        assert data(dossier)["dich_vu"]["so"] == "01/TB"


def test_a_blank_that_nothing_fills_is_an_incident(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    inputs = {"symbol": '"TB"', "title": '"x"', "text": '"{{khong_co}}"'}
    with serving(request, tmp_path, "issue_document", **inputs) as installation:
        dossier = started(installation)
        work_outbox(installation, "w1", at=dossier.now)
        (trouble,) = open_ones(installation)
        assert trouble.code == "no_variable"
        assert "khong_co" in trouble.details


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{a}} {{ b.c }}", "1 x"),
        ("{{b}}", None),
        ("{{a.c}}", None),
        ("{{secret.TOKEN}}", None),
        ("{{ngay}} {{dung}} {{so}} {{trong}}", "07/12/2023 có 2,5 "),
        ("{{nguoc}}", "{{a}}"),
    ],
)
def test_blanks_are_filled_once_and_with_variables_only(text: str, told: str | None) -> None:
    variables = {
        "a": 1,
        "b": {"c": "x"},
        "ngay": "2023-12-07",
        "dung": True,
        "so": 2.5,
        "trong": None,
        "nguoc": "{{a}}",
    }
    call = Call(None, {"text": text}, "k", None, variables=variables)  # type: ignore[arg-type]
    if told is None:
        with pytest.raises(BadInputs):
            filled(call, "text")
    else:
        assert filled(call, "text") == told


@BACKENDS
def test_a_notice_reaches_everybody_in_a_role_once(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str
) -> None:
    inputs = {
        "recipient": '"lanh_dao"',
        "subject": '"Hồ sơ " + so_ho_so',
        "text": '"Dòng 1\\nĐã xong"',
    }
    with (
        serving(request, tmp_path, "notify", backend=backend, **inputs) as bare,
        mail_server() as box,
    ):
        mailing = {
            "smtp_host": "127.0.0.1",
            "smtp_port": box.port,
            "smtp_security": "none",
            "mail_from": "Một cửa <motcua@example.vn>",
        }
        installation = with_settings(bare, **mailing)
        hired(installation, "lanh-dao-tttt")
        hired(installation, "lanh-dao")  # of another agency
        for name in ("lanh-dao-tttt", "lanh-dao"):
            set_email(installation.store, name, f"{name}@example.vn", at=OPENED)
        dossier = started(installation)
        while work_outbox(installation, "w1", at=dossier.now):
            pass
        assert data(dossier)["dich_vu"] == {"so_nguoi_nhan": 1}
        assert box.to == ["lanh-dao-tttt@example.vn"]
        (mail,) = box.mails
        assert mail["Subject"] == f"Hồ sơ {dossier.code}"
        assert "Đã xong" in mail.get_body(("plain",)).get_content()
        assert "lanh-dao-tttt@example.vn" not in written(installation), (
            "no address waits in the outbox"
        )


@pytest.mark.parametrize(
    ("recipient", "code"),
    [("nguoi_nop", "no_mail_server"), ("khong_co", "no_such_role")],
)
def test_a_notice_that_cannot_leave_is_an_incident(
    request: pytest.FixtureRequest, tmp_path: Path, recipient: str, code: str
) -> None:
    inputs = {"recipient": f'"{recipient}"', "subject": '"x"', "text": '"y"'}
    with serving(request, tmp_path, "notify", **inputs) as bare:
        host = "" if code == "no_mail_server" else "127.0.0.1"
        installation = with_settings(bare, smtp_host=host)
        dossier = started(installation)
        work_outbox(installation, "w1", at=dossier.now)
        assert [t.code for t in open_ones(installation)] == [code]


def test_an_applicant_without_an_address_holds_up_nothing(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    inputs = {"recipient": '"nguoi_nop"', "subject": '"x"', "text": '"y"'}
    with serving(request, tmp_path, "notify", **inputs) as bare:
        installation = with_settings(bare, smtp_host="127.0.0.1", mail_from="a@example.vn")
        dossier = started(installation)
        while work_outbox(installation, "w1", at=dossier.now):
            pass
        assert data(dossier)["dich_vu"] == {"so_nguoi_nhan": 0}
        assert dossier.at_nodes() == {"tham_dinh"}


ASKING = {
    "method": '"POST"',
    "url": '"{address}/dn"',
    "headers": '{{Authorization: "Bearer {{{{secret.TOKEN}}}}"}}',
    "body": "{{ma: ma_so_doanh_nghiep}}",
}


def asking(address: str) -> dict[str, str]:
    return {name: text.format(address=address) for name, text in ASKING.items()}


@BACKENDS
def test_a_partner_is_asked_and_its_answer_goes_on_with_the_dossier(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str
) -> None:
    with receiver() as partner:
        address = partner.address.removesuffix("/alerts")
        partner.status, partner.answer = 200, '{"tên": "Ân", "số": 1.5}'.encode()
        with serving(request, tmp_path, "http", backend=backend, **asking(address)) as bare:
            installation = _calling(bare, address)
            dossier = started(installation)
            work_outbox(installation, "w1", at=dossier.now)
            answer = {"status": 200, "result": {"tên": "Ân", "số": 1.5}}
            assert data(dossier)["dich_vu"] == answer
            assert dossier.at_nodes() == {"tham_dinh"}
            assert json.loads(partner.posted[0][1]) == {"ma": "0000000001"}


def _calling(installation: Installation, address: str, **more: object) -> Installation:
    return with_settings(
        installation,
        http_hosts=address,
        http_networks="127.0.0.0/8",
        secrets={"TOKEN": SecretStr(TOKEN)},
        **more,
    )


@pytest.mark.slow
@pytest.mark.parametrize("status", [200, 302, 403, 500])
def test_a_secret_stands_nowhere_but_in_the_request(
    request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with receiver() as partner:
        address = partner.address.removesuffix("/alerts")
        partner.status, partner.headers = status, {"Location": f"/{TOKEN}", "X-A": TOKEN}
        partner.answer = json.dumps({"nghe": f"Bearer {TOKEN}"}).encode()
        with serving(request, tmp_path, "http", **asking(address)) as bare:
            installation = _calling(bare, address, job_attempts=1)
            dossier = started(installation)
            work_outbox(installation, "w1", at=dossier.now)
            assert partner.posted[0][2]["Authorization"] == f"Bearer {TOKEN}"
            assert TOKEN not in written(installation)
            assert TOKEN not in caplog.text
            assert TOKEN not in repr(data(dossier))
            assert TOKEN not in repr(installation.settings)
            assert bool(open_ones(installation)) == (status != 200)
            assert "0000000001" not in repr(open_ones(installation)), "nor what the form says"


@pytest.mark.slow
def test_a_handler_that_tells_a_secret_is_silenced(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tells(_: Call) -> dict[str, object]:
        raise ValueError(f"header {TOKEN} is bad")

    handled_by(monkeypatch, "http", tells)
    with serving(request, tmp_path, "http", url='"https://x.vn/"') as bare:
        installation = _calling(bare, "https://x.vn/", job_attempts=1)
        dossier = started(installation)
        work_outbox(installation, "w1", at=dossier.now)
        assert TOKEN not in written(installation)
        assert TOKEN not in caplog.text
        assert "ValueError" in caplog.text
        assert open_ones(installation)[0].code == "unforeseen"


@pytest.mark.slow
def test_a_worker_killed_over_a_call_asks_again_with_the_same_key(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as partner:
        address = partner.address.removesuffix("/alerts")
        partner.status, partner.answer = 200, b"1"
        with serving(request, tmp_path, "http", **asking(address)) as bare:
            installation = _calling(bare, address)
            dossier = started(installation)
            with monkeypatch.context() as dying:

                def killed(*_: object, **__: object) -> object:
                    raise KeyboardInterrupt

                dying.setattr("engine.jobs.outbox.answer_service", killed)
                with pytest.raises(KeyboardInterrupt):
                    work_outbox(installation, "w1", at=dossier.now)
            assert dossier.at_nodes() == set()
            assert work_outbox(installation, "w2", at=dossier.now + timedelta(minutes=1)) == 0
            assert work_outbox(installation, "w2", at=dossier.now + timedelta(minutes=10)) == 1
            assert dossier.at_nodes() == {"tham_dinh"}
            with installation.store.read() as tx:
                (job,) = outbox.of(tx, dossier.row.id)
            keys = {headers["Idempotency-Key"] for _, _, headers in partner.posted}
            assert (len(partner.posted), keys) == (2, {idempotency_key(job.key)})


def test_what_must_not_be_done_twice_is_not_when_its_worker_died(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def dies(call: Call) -> dict[str, object]:
        done.append(call.key)
        if len(done) == 1:
            raise KeyboardInterrupt
        return {}

    with serving(request, tmp_path, "lookup_enterprise") as installation:
        dossier = started(installation)  # the kind is exchanged once the diagram is deployed
        kind = ServiceKind("lookup_enterprise", "Trừ phí", "", handler=dies)
        for place in ("engine.services.handling", "engine.jobs.outbox"):
            monkeypatch.setattr(f"{place}.services", lambda: Services({kind.id: kind}))
        with pytest.raises(KeyboardInterrupt):
            work_outbox(installation, "w1", at=dossier.now)
        later = dossier.now + timedelta(minutes=10)
        assert work_outbox(installation, "w2", at=later) == 1
        (trouble,) = open_ones(installation)
        assert (len(done), trouble.code) == (1, "interrupted")
        retry_incident(installation, hired(installation, "quan-tri"), trouble.id, at=later)
        assert work_outbox(installation, "w2", at=later) == 1
        assert (len(done), dossier.at_nodes()) == (2, {"tham_dinh"})


def test_incidents_are_settled_by_administrators_only_and_once(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with serving(request, tmp_path, "http", url='"https://x.vn/"') as installation:
        dossier = started(installation)
        work_outbox(installation, "w1", at=dossier.now)
        (trouble,) = open_ones(installation)
        clerk, boss = dossier.desk.holder("mot_cua"), hired(installation, "quan-tri")
        at = dossier.now
        with pytest.raises(Forbidden):
            retry_incident(installation, clerk, trouble.id, at=at)
        with pytest.raises(Forbidden):
            resolve_incident(installation, clerk, trouble.id, Resolution("x"), at=at)
        with pytest.raises(Refused):
            resolve_incident(installation, boss, trouble.id, Resolution("x"), at=at)
        with pytest.raises(Invalid):
            resolve_incident(
                installation, boss, trouble.id, Resolution("x", {"status": "no"}), at=at
            )
        assert (open_ones(installation), dossier.at_nodes()) == ((trouble,), set())
        told = Resolution("Đã hỏi", {"status": 200, "result": [1], "la": "x"})
        resolve_incident(installation, boss, trouble.id, told, at=at)
        assert data(dossier)["dich_vu"] == {"status": 200, "result": [1]}
        assert "la" not in data(dossier)
        with pytest.raises(Conflict):
            retry_incident(installation, boss, trouble.id, at=at)


def test_what_could_not_be_counted_is_counted_once_more(bulletins: Desk) -> None:
    installation, dossier = bulletins.installation, looking_up(bulletins, "")
    boss = hired(installation, "quan-tri")
    due = dossier.row.due_at
    with installation.store.begin() as tx:
        lost = incidents.insert(
            tx, dossier.row.id, None, "recounted", Fault("recounted", "no calendar"), dossier.now
        )
    retry_incident(installation, boss, lost, at=dossier.now)
    assert (dossier.row.timetable_id, dossier.journal()[-1].action) == (0, "incident_retried")
    while recount(installation, at=dossier.now):
        pass
    assert (dossier.row.timetable_id, dossier.row.due_at) == (installation.timetable.id, due)


def test_what_no_retry_mends_is_only_settled(bulletins: Desk) -> None:
    installation, dossier = bulletins.installation, looking_up(bulletins, "")
    boss = hired(installation, "quan-tri")
    with installation.store.begin() as tx:
        found = incidents.insert(
            tx, dossier.row.id, None, "not_closed", Fault("not_closed", "no way"), dossier.now
        )
    with pytest.raises(Refused):
        retry_incident(installation, boss, found, at=dossier.now)
    resolve_incident(installation, boss, found, Resolution("Đã gọi cho người nộp"), at=dossier.now)
    told = dossier.journal()[-1]
    assert (told.action, told.fields["reason"]) == ("incident_resolved", "Đã gọi cho người nộp")


@pytest.mark.parametrize(
    ("kind", "inputs", "codes"),
    [
        ("http", {"url": '"x"'}, []),
        ("http", {}, ["E634"]),
        ("htpp", {}, ["E633"]),
        ("http", {"url": '"x"', "heders": "{}"}, ["W632"]),
        ("http", {"url": '"x"', "method": '"FETCH"'}, ["E635"]),
        ("http", {"url": '"x"', "method": "ten_ban_tin"}, []),
        ("http", {"url": '"x"', "timeout": '"5"'}, ["E635"]),
        ("http", {"url": '"x"', "timeout": "5"}, []),
        ("http", {"url": '""'}, ["E635"]),
        ("http", {"url": '"x"', "body": '"{{secret.TOKEN}}"'}, ["E636"]),
        ("http", {"url": '"x"', "headers": '{A: "{{secret.TOKEN}}"}'}, []),
        ("notify", {"recipient": '"nguoi_nop"'}, ["E634", "E634"]),
    ],
)
def test_check_tells_what_a_kind_does_not_take(
    tmp_path: Path, kind: str, inputs: dict[str, str], codes: list[str]
) -> None:
    mapped = "".join(
        f"<zeebe:input source={json.dumps('=' + text)!s} target='{name}' />"
        if '"' not in text
        else f"<zeebe:input source='={text}' target='{name}' />"
        for name, text in inputs.items()
    )
    edits = ((DIAGRAM, KIND, KIND.replace("lookup_enterprise", kind)), (DIAGRAM, INPUT, mapped))
    content = read_content(edited(tmp_path / "content", *edits))
    found = [f for f in check_content(content) if f.element == "tra_cuu_doanh_nghiep"]
    assert [f.code for f in found] == codes
    assert all("Tra cứu doanh nghiệp" in f.message and f.line > 1 for f in found)


@pytest.mark.parametrize(
    ("port", "takes", "refuses"),
    [
        (Port("a", "A", required=True), ["x"], [None, "", 1, True]),
        (Port("a", "A"), ["x", "", None], [1, {}]),
        (Port("a", "A", PortType.NUMBER), [1, 1.5, None], [True, "1"]),
        (Port("a", "A", PortType.BOOLEAN), [True, None], [1]),
        (Port("a", "A", PortType.CONTEXT), [{}, None], [[]]),
        (Port("a", "A", PortType.LIST), [[], None], [{}]),
        (Port("a", "A", PortType.ANY), [1, "x", {}, None], []),
        (Port("a", "A", choices=("x", "y")), ["x", None], ["z", 1]),
    ],
)
def test_an_input_is_of_its_type(port: Port, takes: list[object], refuses: list[object]) -> None:
    kind = ServiceKind("k", "K", "", inputs=(port,))
    for value in takes:
        assert checked(kind, {"a": value}) == {"a": value}
    for value in refuses:
        with pytest.raises(BadInputs):
            checked(kind, {"a": value})


PACKAGE = """
from engine.definitions.service_kinds import Port, PortType, ServiceKind

def count(call):
    return {"so": len(call.text("chu")), "ho_so": call.dossier}

KIND = ServiceKind("dem_chu", "Đếm chữ", "Đếm", (Port("chu", "Chữ", required=True),),
                   (Port("so", "Số", PortType.NUMBER),), count, idempotent=True)
NO_KIND = 7
TAKEN = ServiceKind("http", "Chiếm", "", handler=count)
NO_HANDLER = ServiceKind("thieu", "Thiếu", "")
"""
NAMES = """[motcua.services]
dem_chu = tinh_thu:KIND
hong = tinh_thu:khong_co
khac = tinh_thu:NO_KIND
chiem = tinh_thu:TAKEN
thieu = tinh_thu:NO_HANDLER
"""
TRY = """
import json
from engine.commands import cli
from engine.definitions.service_kinds import services
from engine.services.call import Call
from engine.services.handling import answer_of
found = services()
print(json.dumps({"kinds": sorted(found.kinds), "faults": [str(fault) for fault in found.faults],
    "answer": answer_of("dem_chu", Call(None, {"chu": "abc"}, "k", None, dossier="H1"))}))
"""


@pytest.mark.slow
def test_a_package_of_a_province_adds_kinds_and_a_broken_one_stops_nothing(tmp_path: Path) -> None:
    info = tmp_path / "tinh_thu-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tinh-thu\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(NAMES)
    (tmp_path / "tinh_thu.py").write_text(PACKAGE, encoding="utf-8")
    root = Path(__file__).parents[3]
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", TRY],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
        check=True,
        capture_output=True,
        text=True,
    )
    said = json.loads(done.stdout)
    assert said["kinds"] == sorted(["dem_chu", *services().kinds])
    assert said["answer"] == {"so": 3, "ho_so": "H1"}
    assert len(said["faults"]) == 4
    for words in ("khong_co", "no ServiceKind but int", "the id is taken", "no handler"):
        assert any(words in fault for fault in said["faults"]), words
    assert GROUP in NAMES


def test_every_kind_of_ours_has_what_does_its_work() -> None:
    for kind in services().kinds.values():
        assert (kind.handler is None) != (kind.within is None), kind.id
        assert callable(resolve_name(str(kind.handler or kind.within)))
        assert kind.help
        assert kind.outputs


def test_the_page_lists_the_kinds_as_they_are() -> None:
    page = (Path(__file__).parents[3] / "docs/service-tasks.md").read_text(encoding="utf-8")
    assert kinds_page(services().kinds.values()) in page, "run: motcua services"
