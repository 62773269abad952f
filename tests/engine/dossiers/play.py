"""Driving dossiers through the use cases: the desk that receives, the dossier that is worked on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from engine.accounts import AccountKind, Person
from engine.accounts.identity import person_of
from engine.definitions.status import Channel, Status
from engine.dossiers import (
    Applicant,
    ReceiveRequest,
    SubmitRequest,
    complete,
    receive,
    submit,
    supplement,
    withdraw,
)
from engine.installation import Installation
from engine.jobs.timers import sweep_timers
from engine.journal.journal_line import JournalLine
from engine.journal.reading import lines_of
from engine.storage.accounts import users
from engine.storage.accounts.users import NewUser
from engine.storage.dossiers import dossiers, journal, parties, steps, timers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow
from engine.storage.dossiers.parties import Parties
from engine.storage.dossiers.steps import StepRow
from engine.storage.dossiers.timers import TimerRow
from sla.calendar import VIETNAM
from tests.conftest import OPENED, STAFF

GENERAL = "2.002383.000.00.00.H37"
BULLETIN = "BTT-LSN-284348"
USER = {
    "mot_cua": "mot-cua",
    "nguoi_nop": "mot-cua",
    "lanh_dao_phong": "lanh-dao-phong",
    "chuyen_vien": "chuyen-vien",
    "lanh_dao": "lanh-dao",
    "van_thu": "van-thu",
}
Values = Mapping[str, object]
STAYS: Values = {}

LICENCE_FORM: Values = {
    "kinh_gui": "Sở Khoa học và Công nghệ",
    "ten_to_chuc": "Phòng khám thử nghiệm",
    "dia_chi": "Phường Đông Kinh",
    "dien_thoai": "0205 000 001",
    "nguoi_dung_dau_ho_ten": "Người đứng đầu",
    "nguoi_dung_dau_chuc_vu": "Giám đốc",
    "nguoi_dung_dau_so_giay_to": "000000000001",
    "nguoi_dung_dau_ngay_cap": "2021-05-04",
    "nguoi_dung_dau_noi_cap": "Cơ quan cấp",
    "giay_phep_so": "01/GP",
    "giay_phep_ngay_cap": "2022-03-15",
    "giay_phep_het_han": "2025-03-15",
    "cac_noi_dung": [{"noi_dung": "Bổ sung 01 thiết bị"}],
    "cac_tai_lieu": [{"ten_tai_lieu": "Báo cáo đánh giá an toàn"}],
    "noi_lap": "Lạng Sơn",
    "ngay_lap": "2023-12-01",
}
BULLETIN_FORM: Values = {
    "ten_co_quan": "Cơ quan thử nghiệm",
    "dia_chi": "Phường Tam Thanh",
    "dien_thoai": "0205 100 001",
    "ten_ban_tin": "Bản tin thử nghiệm",
    "muc_dich_xuat_ban": "Thông tin nội bộ",
    "nguoi_chiu_trach_nhiem": "Người chịu trách nhiệm",
}
FORMS = {GENERAL: LICENCE_FORM, BULLETIN: BULLETIN_FORM}

ACCEPT: Values = {"ket_qua_kiem_tra": "tiep_nhan"}
INCOMPLETE: Values = {"ket_qua_kiem_tra": "chua_day_du", "noi_dung_bo_sung": "Thiếu báo cáo"}
REFUSE: Values = {"ket_qua_kiem_tra": "tu_choi", "ly_do": "Không thuộc đối tượng"}
PASS: Values = {"ket_qua_tham_dinh": "dat"}
ASK: Values = {"ket_qua_tham_dinh": "can_bo_sung", "noi_dung_bo_sung": "Thiếu chứng chỉ"}
FAIL: Values = {"ket_qua_tham_dinh": "khong_dat", "ly_do": "Không đủ điều kiện"}
BROUGHT: Values = {"giay_to_da_bo_sung": "Chứng chỉ"}
COMPLETED: Values = {"giay_to_da_hoan_thien": "Báo cáo"}
REFUSAL: Values = {"noi_dung_tu_choi": "Không bổ sung giấy phép"}
AGREE: Values = {"y_kien_duyet": "dong_y"}
HEAD_SENDS_BACK: Values = {"y_kien_duyet": "tra_lai", "noi_dung_tra_lai": "Nêu rõ số thiết bị"}
SIGN: Values = {"ket_qua_ky": "ky"}
LEADER_SENDS_BACK: Values = {"ket_qua_ky": "tra_lai", "noi_dung_tra_lai": "Sai thể thức"}
NUMBER: Values = {"so_van_ban": "01/GP", "ngay_van_ban": "2023-12-28"}
HAND_OVER: Values = {"hinh_thuc_tra": "truc_tiep", "nguoi_nhan": "Người nộp"}

FULL: Values = {"ket_qua_kiem_tra": "day_du"}
NOT_OURS: Values = {"ket_qua_kiem_tra": "khong_thuoc_tham_quyen", "noi_huong_dan": "Cơ quan khác"}
CHANGE: Values = {"ket_qua_tham_dinh": "can_sua", "noi_dung_bo_sung": "Thiếu bản dịch"}
NOT_GRANTED: Values = {"ket_qua_tham_dinh": "khong_cap", "ly_do": "Tôn chỉ không phù hợp"}
NOTICE: Values = {"noi_dung_thong_bao": "Đề nghị bổ sung bản dịch"}
DRAFT: Values = {"noi_dung_giay_phep": "Cho phép xuất bản bản tin"}
REPLY: Values = {"noi_dung_tra_loi": "Không cấp phép"}


def on(text: str) -> datetime:
    """A moment as people in Vietnam write it: "2023-12-07 08:24"."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def hired(
    installation: Installation, username: str, grants: Mapping[str, str] | None = None
) -> Person:
    """An officer of the staff table, or with other grants; has no password, so signs in nowhere."""
    role, unit = STAFF.get(username, ("", ""))
    pairs = list((grants if grants is not None else {role: unit}).items())
    new = NewUser(
        username=username,
        name=username,
        kind=AccountKind.STAFF,
        password_hash="",
        created_at=OPENED,
    )
    with installation.store.begin() as tx:
        user_id = users.insert(tx, new)
        if user_id is not None:
            users.set_grants(tx, user_id, pairs)
        row = users.by_username(tx, username)
        assert row is not None
        return person_of(tx, row)


class Desk:
    """One procedure's desk and the officers behind it."""

    def __init__(self, installation: Installation, procedure: str = GENERAL) -> None:
        self.installation = installation
        self.procedure = procedure
        self.suffix = "-tttt" if procedure == BULLETIN else ""
        self._hired: dict[str, Person] = {}

    def officer(self, username: str) -> Person:
        """An officer by user name."""
        if username not in self._hired:
            self._hired[username] = hired(self.installation, username)
        return self._hired[username]

    def holder(self, role: str) -> Person:
        """The officer who holds a role at this agency; the clerk for the applicant."""
        return self.officer(USER[role] + self.suffix)

    def receive(
        self,
        decision: Values,
        at: datetime = OPENED,
        *,
        channel: Channel = Channel.DESK,
        form: Values = STAYS,
        case: str = "",
        email: str = "",
    ) -> Dossier:
        """Open a dossier with the clerk's decision."""
        request = ReceiveRequest(
            procedure=self.procedure,
            applicant=Applicant("Người nộp", email=email),
            values={**FORMS.get(self.procedure, {}), **form},
            decision=decision,
            channel=channel,
            case=case,
        )
        done = receive(self.installation, self.holder("mot_cua"), request, at=at)
        return Dossier(self, done.code, at)

    def submit(self, at: datetime = OPENED, *, case: str = "") -> Dossier:
        """Let an applicant send a dossier online."""
        request = SubmitRequest(
            self.procedure, Applicant("Người nộp"), FORMS[self.procedure], case=case
        )
        return Dossier(self, submit(self.installation, request, at=at), at)


class Dossier:
    """One dossier under way. Its clock is that of its last act; an act without a moment is now."""

    def __init__(self, desk: Desk, code: str, now: datetime) -> None:
        self.desk = desk
        self.installation = desk.installation
        self.code = code
        self.now = now

    @property
    def row(self) -> DossierRow:
        """The stored row as it is now."""
        with self.installation.store.read() as tx:
            row = dossiers.load(tx, self.code)
        assert row is not None
        return row

    def steps(self) -> tuple[StepRow, ...]:
        """The open steps."""
        with self.installation.store.read() as tx:
            return steps.open_of(tx, self.row.id)

    def timers(self) -> tuple[TimerRow, ...]:
        """The timers that run."""
        with self.installation.store.read() as tx:
            return timers.open_of(tx, self.row.id)

    def journal(self) -> tuple[JournalRow, ...]:
        """The journal."""
        with self.installation.store.read() as tx:
            return journal.of(tx, self.row.id)

    def filed_by(self) -> Parties:
        """Its parties."""
        with self.installation.store.read() as tx:
            return parties.of(tx, self.row.id)

    def lines(self) -> tuple[JournalLine, ...]:
        """The journal as it is shown."""
        with self.installation.store.read() as tx:
            return lines_of(tx, self.row, journal.of(tx, self.row.id))

    def waits(self) -> set[tuple[str, str, str]]:
        """(node, role, unit) of each open step."""
        return {(s.node, s.role, s.unit) for s in self.steps()}

    def at_nodes(self) -> set[str]:
        """The nodes of the open steps."""
        return {s.node for s in self.steps()}

    def step(self, node: str) -> StepRow:
        """The open step at a node."""
        found = [s for s in self.steps() if s.node == node]
        assert len(found) == 1, f"{node} is not open; open are {self.at_nodes()}"
        return found[0]

    def do(
        self,
        node: str,
        values: Values = STAYS,
        at: datetime | None = None,
        *,
        by: Person | None = None,
        exception: str = "",
    ) -> Status:
        """Complete the open step at a node, by the holder of its role."""
        self._pass_to(at)
        step = self.step(node)
        who = by or self.desk.holder(step.role)
        if step.role == "nguoi_nop":
            return supplement(self.installation, who, self.code, values, at=self.now)
        return complete(
            self.installation,
            who,
            self.code,
            step.task_id,
            values,
            at=self.now,
            exception=exception,
        )

    def withdraw(self, at: datetime | None = None) -> Status:
        """Record the applicant's wish."""
        self._pass_to(at)
        clerk = self.desk.holder("mot_cua")
        return withdraw(self.installation, clerk, self.code, "Không còn nhu cầu", at=self.now)

    def sweep(self, at: datetime) -> int:
        """Let the scheduler pass at a moment; how often that moved this dossier."""
        self._pass_to(at)
        before = len(self.journal())
        sweep_timers(self.installation, at=self.now)
        return len(self.journal()) - before

    def _pass_to(self, at: datetime | None) -> None:
        self.now = at or self.now + timedelta(minutes=1)

    def play(self, *acts: tuple[str, Values]) -> Dossier:
        """Complete steps one after the other."""
        for node, values in acts:
            self.do(node, values)
        return self


TO_APPRAISAL: tuple[tuple[str, Values], ...] = (("phan_cong", {}),)
TO_SIGNATURE = (*TO_APPRAISAL, ("tham_dinh", PASS), ("duyet_du_thao", AGREE))
TO_RESULT = (*TO_SIGNATURE, ("ky_duyet", SIGN), ("cap_so", NUMBER))
