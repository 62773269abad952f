"""The demo's dossiers of 2.002383, on the general diagram.

The applicants are named by what they are. No person, enterprise or licence here exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.commands.demo.plays import DAY, HAND_OVER, PLACES, SIGN, DemoAct, DemoDossier
from engine.definitions.status import Channel
from engine.dossiers import Applicant, PaperGiven

RECEIVE = {"ket_qua_kiem_tra": "tiep_nhan"}
INCOMPLETE = {
    "ket_qua_kiem_tra": "chua_day_du",
    "noi_dung_bo_sung": "Thiếu Báo cáo đánh giá an toàn đối với công việc bức xạ bổ sung.",
}
REFUSE = {
    "ket_qua_kiem_tra": "tu_choi",
    "ly_do": "Giấy phép cần bổ sung không do Sở cấp.",
}
ASSIGN = {"y_kien_phan_cong": "Kiểm tra kỹ phần che chắn phòng đặt máy."}
PASS = {"ket_qua_tham_dinh": "dat"}
ASK = {
    "ket_qua_tham_dinh": "can_bo_sung",
    "noi_dung_bo_sung": "Bổ sung bản sao chứng chỉ nhân viên bức xạ còn thời hạn.",
    "y_kien_tham_dinh": "Chứng chỉ trong hồ sơ đã hết hạn.",
}
FAIL = {
    "ket_qua_tham_dinh": "khong_dat",
    "ly_do": "Phòng đặt thiết bị chưa có kết quả kiểm xạ.",
    "y_kien_tham_dinh": "Không đủ căn cứ để bổ sung thiết bị vào giấy phép.",
}
BROUGHT = {"giay_to_da_bo_sung": "Bản sao chứng chỉ nhân viên bức xạ."}
COMPLETED = {"giay_to_da_hoan_thien": "Báo cáo đánh giá an toàn."}
REFUSAL = {"noi_dung_tu_choi": "Không bổ sung giấy phép vì phòng đặt thiết bị chưa được kiểm xạ."}
AGREE = {"y_kien_duyet": "dong_y"}
BACK = {"y_kien_duyet": "tra_lai", "noi_dung_tra_lai": "Nêu rõ số thiết bị được bổ sung."}
NUMBER = {"so_van_ban": "01/GP-SKHCN", "ngay_van_ban": "TODAY"}
URGE = {"y_kien_don_doc": "Hoàn thành thẩm định trong ngày làm việc tới."}
CLINICS = (
    "Trung tâm Y tế",
    "Phòng khám đa khoa",
    "Bệnh viện",
    "Phòng khám chuyên khoa",
    "Nha khoa",
)


def _licence(
    serial: int, days_ago: int, *acts: DemoAct, decision: Mapping[str, object] = RECEIVE
) -> DemoDossier:
    place = PLACES[serial % len(PLACES)]
    clinic = f"{CLINICS[serial % len(CLINICS)]} số {serial}"
    address = f"{place}, tỉnh Lạng Sơn"
    return DemoDossier(
        days_ago=days_ago,
        minutes_in=(serial * 47) % 420,
        applicant=Applicant(
            name="Người đại diện nộp hồ sơ",
            organisation=clinic,
            id_number=f"0000000{serial:05d}",
            phone=f"0205 000 {serial:03d}",
            address=address,
        ),
        form={
            "kinh_gui": "Sở Khoa học và Công nghệ",
            "ten_to_chuc": clinic,
            "dia_chi": address,
            "dien_thoai": f"0205 000 {serial:03d}",
            "nguoi_dung_dau_ho_ten": "Người đứng đầu cơ sở",
            "nguoi_dung_dau_chuc_vu": "Giám đốc",
            "nguoi_dung_dau_so_giay_to": f"0000000{serial:05d}",
            "nguoi_dung_dau_ngay_cap": "2021-05-04",
            "nguoi_dung_dau_noi_cap": "Cơ quan cấp",
            "giay_phep_so": f"{serial:02d}/GP-SKHCN",
            "giay_phep_ngay_cap": "2024-03-15",
            "giay_phep_het_han": "2027-03-15",
            "cac_noi_dung": [{"noi_dung": "Bổ sung 01 thiết bị X-quang chẩn đoán"}],
            "cac_tai_lieu": [{"ten_tai_lieu": "Báo cáo đánh giá an toàn"}],
            "noi_lap": "Lạng Sơn",
            "ngay_lap": "2026-01-05",
        },
        decision=decision,
        papers=tuple(
            PaperGiven(paper, "original" if paper == "ban_goc_giay_phep" else "copy")
            for paper in ("don", "bao_cao_danh_gia_an_toan", "ban_goc_giay_phep")
        ),
        acts=acts,
        channel=(Channel.DESK, Channel.DESK, Channel.POST)[serial % 3],
    )


def _online(serial: int, days_ago: int, *acts: DemoAct, hours_later: int = 0) -> DemoDossier:
    script = _licence(serial, days_ago, *acts)
    return replace(script, channel=Channel.ONLINE, hours_later=hours_later)


def _assigned(hours: int = 3) -> DemoAct:
    return DemoAct("phan_cong", hours, ASSIGN)


def _signed(first: int) -> tuple[DemoAct, ...]:
    return (
        DemoAct("duyet_du_thao", first, AGREE),
        DemoAct("ky_duyet", 6, SIGN),
        DemoAct("cap_so", 2, NUMBER),
    )


def _to_the_end(appraisal: int, first: int = 5) -> tuple[DemoAct, ...]:
    return (
        _assigned(),
        DemoAct("tham_dinh", appraisal, PASS),
        *_signed(first),
        DemoAct("tra_ket_qua", 4, HAND_OVER),
    )


_URGED = (
    _assigned(),
    DemoAct("don_doc", 10 * DAY + 4, URGE),
)
LICENCE: tuple[DemoDossier, ...] = (
    # resolved early
    *(_licence(n, 75 - 4 * n, *_to_the_end(20 + 5 * n)) for n in range(1, 10)),
    # resolved on the last day, with one supplement loop
    _licence(
        10,
        40,
        _assigned(),
        DemoAct("tham_dinh", 30, ASK),
        DemoAct("bo_sung", 40, BROUGHT),
        DemoAct("tham_dinh", 48, PASS),
        *_signed(47),
        DemoAct("tra_ket_qua", 3, HAND_OVER),
    ),
    _licence(11, 33, *_to_the_end(70, 55)),
    # resolved late
    _licence(
        12,
        60,
        *_URGED,
        DemoAct("tham_dinh", 50, PASS),
        *_signed(12),
        DemoAct("tra_ket_qua", 5, HAND_OVER),
    ),
    _licence(
        13,
        48,
        *_URGED,
        DemoAct("tham_dinh", 62, PASS),
        *_signed(8),
        DemoAct("tra_ket_qua", 9, HAND_OVER),
    ),
    # refused after appraisal; sent back once
    _licence(
        14,
        30,
        _assigned(),
        DemoAct("tham_dinh", 40, FAIL),
        DemoAct("soan_tu_choi", 10, REFUSAL),
        DemoAct("duyet_du_thao", 4, BACK),
        DemoAct("tham_dinh", 8, FAIL),
        DemoAct("soan_tu_choi", 3, REFUSAL),
        *_signed(4),
        DemoAct("tra_ket_qua", 6, HAND_OVER),
    ),
    # refused at the desk; completed before receipt
    _licence(15, 22, decision=REFUSE),
    _licence(
        16,
        14,
        DemoAct("hoan_thien", 12, COMPLETED),
        DemoAct("kiem_tra", 2, RECEIVE),
        _assigned(),
        decision=INCOMPLETE,
    ),
    # withdrawn
    _licence(
        17,
        26,
        _assigned(),
        DemoAct("rut_ho_so", 30, {"ly_do": "Cơ sở chưa lắp đặt thiết bị."}),
        DemoAct("tra_lai_ho_so", 3, {"giay_to_tra_lai": "Toàn bộ giấy tờ đã nộp."}),
    ),
    _licence(
        18, 9, _assigned(), DemoAct("rut_ho_so", 24, {"ly_do": "Người nộp đổi nội dung đề nghị."})
    ),
    # overdue, at several steps
    _licence(19, 21, *_URGED),
    _licence(20, 19, _assigned(), DemoAct("tham_dinh", 10 * DAY + 30, PASS)),
    # near
    _licence(
        21, 16, _assigned(), DemoAct("tham_dinh", 70, PASS), DemoAct("duyet_du_thao", 30, AGREE)
    ),
    _licence(22, 16, _assigned(), DemoAct("tham_dinh", 60, PASS)),
    _licence(23, 15, _assigned(5)),
    # waiting for the applicant
    _licence(24, 12, _assigned(), DemoAct("tham_dinh", 40, ASK)),
    _licence(
        25,
        18,
        _assigned(),
        DemoAct("tham_dinh", 24, ASK),
        DemoAct("bo_sung", 30, BROUGHT),
        DemoAct("tham_dinh", 16, ASK),
    ),
    _licence(26, 3, decision=INCOMPLETE),
    # under way
    _licence(27, 6, _assigned()),
    _licence(28, 5, _assigned(), DemoAct("tham_dinh", 8, only_claim=True)),
    _licence(29, 4, _assigned(), DemoAct("tham_dinh", 16, PASS)),
    _licence(30, 2),
    _licence(31, 1),
    # resolved, waiting for the applicant to collect
    _licence(32, 12, *_to_the_end(40)[:-1]),
    # submitted online: received within its eight working hours, in the evening, not answered yet
    _online(33, 10, DemoAct("kiem_tra", 5, RECEIVE), _assigned()),
    _online(34, 6, DemoAct("kiem_tra", 2, RECEIVE), hours_later=11),
    _online(35, 1),
    _online(36, 0),
)
