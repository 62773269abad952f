"""`motcua move`: an operator sees what can go, moves it and brings it back."""

from __future__ import annotations

import re

import pytest

from engine.commands.move import _SENTENCES
from engine.installation import Installation
from engine.instance_migration.reasons import Reason
from engine.workflow.matching import Obstacle
from tests.engine.commands.conftest import Shell
from tests.engine.dossiers.play import ACCEPT, GENERAL, PASS, TO_APPRAISAL, Desk, hired
from tests.engine.instance_migration.conftest import LATER, OTHER_STEP, Publish, publish

__all__ = ["publish"]
AS = ("--as", "thiet-ke", "--at", LATER.isoformat())


@pytest.mark.slow
def test_from_the_list_to_the_undoing(
    installation: Installation, shell: Shell, publish: Publish
) -> None:
    hired(installation, "thiet-ke", {"thiet_ke": "so-khcn"})
    desk = Desk(installation)
    goes, stays = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(2))
    stays.do("tham_dinh", PASS)
    number = str(publish(*OTHER_STEP))
    listed = shell.json("move", "list", GENERAL, *AS)
    assert [(v["number"], v["dossiers"]) for v in listed["versions"]] == [(2, 0), (1, 2)]

    seen = shell.run("move", "preview", GENERAL, "--to", number, "--note", "Đổi bước", *AS)
    assert seen.exit_code == 0, seen.output
    assert "1 can, 1 cannot" in seen.stdout
    assert f"{stays.code}  version 1  Duyệt dự thảo: " in seen.stdout
    assert "--map duyet_du_thao=NEW_STEP" in seen.stdout

    pair = ("--map", "duyet_du_thao=xet_du_thao")
    words = ("move", "preview", GENERAL, "--to", number, *pair, "--note", "Đổi bước", *AS)
    batch = str(shell.json(*words)["row"]["id"])
    done = shell.json("move", "apply", batch, *AS)
    assert (done["row"]["state"], done["fates"]) == ("applied", {"moved": 2})
    assert (goes.at_nodes(), stays.at_nodes()) == ({"tham_dinh"}, {"xet_du_thao"})
    assert "applied already" not in shell.says("move", "apply", batch, *AS)
    assert shell.json("move", "undo", batch, *AS)["fates"] == {"undone": 2}
    assert stays.at_nodes() == {"duyet_du_thao"}
    assert shell.json("move", "show", batch, *AS)["row"]["state"] == "undone"


def test_one_dossier(installation: Installation, shell: Shell, publish: Publish) -> None:
    dossier = Desk(installation).receive(ACCEPT).play(*TO_APPRAISAL)
    dossier.do("tham_dinh", PASS)
    number = str(publish(*OTHER_STEP))
    leader = ("--as", "lanh-dao", "--at", LATER.isoformat())
    words = ("move", "one", dossier.code, "--to", number, "--reason", "Đổi")
    refused = shell.run(*words, *leader)
    assert (refused.exit_code, "is gone" in refused.stdout) == (1, True)
    moved = shell.json(*words, "--map", "duyet_du_thao=xet_du_thao", *leader)
    assert (moved["moved"], moved["version"]) == (True, 2)
    assert shell.json("move", "undo-one", dossier.code, *leader)["undone"] is True
    assert dossier.at_nodes() == {"duyet_du_thao"}
    specialist = ("--as", "chuyen-vien", "--at", LATER.isoformat())
    assert "may not move" in shell.says(*words, *specialist)


def test_what_is_no_pair_of_steps_is_refused(shell: Shell) -> None:
    words = ("move", "preview", GENERAL, "--to", "1", "--map", "a", "--note", "x", *AS)
    assert "old_step=new_step" in shell.run(*words).stderr


def test_every_reason_has_its_sentence() -> None:
    told = f"{Obstacle.__doc__}{Reason.__doc__}"
    codes = set(re.findall(r"`([a-z_]+)`", told)) - {"code", "other", "name", "kind", "key_gone"}
    assert codes == _SENTENCES.keys()
