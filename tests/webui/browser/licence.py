"""One dossier of 2.002383 in words: what the applicant wrote, what each officer decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.accounts import Person
from engine.dossiers import Applicant, PaperGiven, ReceiveRequest, claim, complete, receive
from engine.installation import Installation
from engine.storage.dossiers import dossiers, journal, steps
from tests.webui.browser.apart import apart

LICENCE = "2.002383.000.00.00.H37"
APPLICANT = Applicant(
    name="Người đại diện nộp hồ sơ",
    organisation="Phòng khám đa khoa số 1",
    id_number="000000000001",
    phone="0205 000 001",
    address="Phường Đông Kinh, tỉnh Lạng Sơn",
)
APPLICATION = {
    "kinh_gui": "Sở Khoa học và Công nghệ",
    "ten_to_chuc": APPLICANT.organisation,
    "dia_chi": APPLICANT.address,
    "dien_thoai": APPLICANT.phone,
    "nguoi_dung_dau_ho_ten": "Người đứng đầu cơ sở",
    "nguoi_dung_dau_chuc_vu": "Giám đốc",
    "nguoi_dung_dau_so_giay_to": "000000000001",
    "nguoi_dung_dau_ngay_cap": "2021-05-04",
    "nguoi_dung_dau_noi_cap": "Cơ quan cấp",
    "giay_phep_so": "01/GP-SKHCN",
    "giay_phep_ngay_cap": "2022-03-15",
    "giay_phep_het_han": "2025-03-15",
    "cac_noi_dung": [{"noi_dung": "Bổ sung 01 thiết bị X-quang chẩn đoán"}],
    "cac_tai_lieu": [{"ten_tai_lieu": "Báo cáo đánh giá an toàn"}],
    "noi_lap": "Lạng Sơn",
    "ngay_lap": "2023-12-06",
}
RECEIVED = {"ket_qua_kiem_tra": "tiep_nhan"}
PASS = {"ket_qua_tham_dinh": "dat"}
ASK = {"ket_qua_tham_dinh": "can_bo_sung", "noi_dung_bo_sung": "Bổ sung chứng chỉ còn thời hạn."}


@apart
def file_at_desk(installation: Installation, clerk: Person, at: datetime, **more: str) -> str:
    """A dossier that the one-stop has just received; `more` are other fields of who files."""
    given = tuple(PaperGiven(p) for p in ("don", "bao_cao_danh_gia_an_toan", "ban_goc_giay_phep"))
    asked = ReceiveRequest(LICENCE, replace(APPLICANT, **more), APPLICATION, RECEIVED, given)
    return receive(installation, clerk, asked, at=at).code


def open_task(installation: Installation, code: str) -> str:
    """The task that the dossier waits for; it has one."""
    (step,) = (
        s for s in rows_of(installation, code)[1] if not s.completed_at and not s.cancelled_at
    )
    return step.task_id


@apart
def finish(
    installation: Installation, who: Person, code: str, values: Mapping[str, object], at: datetime
) -> None:
    """Complete the dossier's open step without a browser."""
    complete(installation, who, code, open_task(installation, code), values, at=at)


@apart
def hold(installation: Installation, who: Person, code: str, at: datetime) -> None:
    """Claim the dossier's open step without a browser."""
    claim(installation, who, code, open_task(installation, code), at=at)


def rows_of(installation: Installation, code: str):
    """What the store knows: the dossier's row, its steps and its journal."""
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
        assert row
        rows = journal.of(tx, row.id)
        assert journal.intact(rows, row, installation.key)
        return row, steps.all_of(tx, row.id), rows


def acts_of(installation: Installation, code: str) -> list[str]:
    """The journal's actions, oldest first."""
    return [line.action for line in rows_of(installation, code)[2]]
