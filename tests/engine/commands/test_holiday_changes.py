"""`motcua holidays enter`, `apply`, `undo`: a directive without a browser."""

from __future__ import annotations

import pytest

from engine.installation.timetable import DEPLOYED
from tests.engine.commands.conftest import Shell
from tests.engine.dossiers.play import ACCEPT, Desk

AT = "2023-12-11T09:00"
ACTING = ("--as", "quan-tri", "--at", AT)
DIRECTIVE = ("--source", "CV 900/VPCP", "--day", "2023-12-15:off:Hoán đổi")


def test_a_directive_from_entering_to_taking_back(shell: Shell) -> None:
    dossier = Desk(shell.installation).receive(ACCEPT)
    before = dossier.row.due_at
    told = shell.run("holidays", "enter", *ACTING, *DIRECTIVE).stdout
    assert "15/12/2023  nghỉ  Hoán đổi [CV 900/VPCP]" in told
    assert "1 deadlines move; 0 dossiers become late, 0 are late no longer." in told
    assert f"{dossier.code}  02/01/2024 08:24 -> 03/01/2024 08:24" in told
    (proposed,) = shell.json("holidays", "changes")
    number = str(proposed["id"])
    assert proposed["state"] == "counted"
    assert shell.json("holidays", "preview", number, *ACTING)["moved"] == 1
    assert shell.json("holidays", "apply", number, *ACTING)["dossiers"] == 1
    assert dossier.row.due_at != before
    assert "in force" in shell.run("holidays", "changes").stdout
    back = shell.json("holidays", "undo", number, *ACTING)["line"]["id"]
    assert "1 dossiers counted in" in shell.run("holidays", "apply", str(back), *ACTING).stdout
    assert dossier.row.due_at == before
    assert "0 dossiers counted" in shell.run("holidays", "recount").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day", "2023-12-15:perhaps", "--source", "x"), "is no day"),
        (("--day", "soon:off", "--source", "x"), "is no day"),
        (("--day", "2023-12-15:worked", "--source", "x"), "worked_anyway"),
        (("--day", "2023-12-15:off", "--source", " "), "source (required)"),
        (
            (
                "--day",
                "2023-12-15:off",
            ),
            "--source",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(shell: Shell, words: tuple[str, ...], said: str) -> None:
    assert said in shell.says("holidays", "enter", *ACTING, *words)


def test_only_an_administrator_may(shell: Shell) -> None:
    acting = ("--as", "mot-cua", "--at", AT)
    assert "no administrator" in shell.says("holidays", "enter", *acting, *DIRECTIVE)


def test_a_projected_day_says_so(shell: Shell) -> None:
    found = shell.json("holidays", "enter", *ACTING, *DIRECTIVE, "--projected")
    assert [day["confidence"] for day in found["days"]] == ["projected"]


def test_a_deployment_brings_the_calendar(shell: Shell) -> None:
    with shell.installation.store.begin() as tx:
        tx.exec_driver_sql("DELETE FROM timetables")
    assert shell.run("deploy", "--quiet", "--by", "tests").exit_code == 0
    with shell.installation.store.read() as tx:
        notes = [row[0] for row in tx.exec_driver_sql("SELECT note FROM timetables")]
    assert notes == [DEPLOYED]
