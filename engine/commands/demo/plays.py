"""A demo dossier as a script: who filed when, and which acts followed after how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definitions.status import Channel
from engine.dossiers import Applicant, PaperGiven

DAY = 8  # working hours
PLACES = ("Phường Đông Kinh", "Phường Tam Thanh", "Xã Đồng Đăng", "Xã Cao Lộc", "Xã Lộc Bình")
SIGN = {"ket_qua_ky": "ky"}
HAND_OVER = {"hinh_thuc_tra": "truc_tiep", "nguoi_nhan": "Người được giới thiệu đến nhận"}


@dataclass(frozen=True, slots=True)
class DemoAct:
    """Complete the step at `node`, `hours` of working time after the act before.

    `by` is the user name of who does it, where the role alone does not say.
    """

    node: str
    hours: int
    values: Mapping[str, object] = field(default_factory=dict)
    only_claim: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class DemoDossier:
    """One dossier: opened `days_ago` working days before today, `minutes_in` into that day.

    One that came online is opened `hours_later`, after office hours if need be, and its first act
    is the desk's. One between offices has a `subject`; its `decision` is what the first step says.
    """

    days_ago: int
    minutes_in: int
    applicant: Applicant
    form: Mapping[str, object]
    decision: Mapping[str, object]
    papers: tuple[PaperGiven, ...]
    acts: tuple[DemoAct, ...]
    channel: Channel = Channel.DESK
    hours_later: int = 0
    subject: str = ""
