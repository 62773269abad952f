"""The demo's dossiers of BTT-LSN-284348, on a diagram of its own.

The applicants are named by what they are. No person, enterprise or licence here exists.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands.demo.plays import DAY, HAND_OVER, PLACES, SIGN, DemoAct, DemoDossier
from engine.definitions.status import Channel
from engine.dossiers import Applicant, PaperGiven

B_RECEIVE = {"ket_qua_kiem_tra": "day_du"}
B_PASS = {"ket_qua_tham_dinh": "dat"}
B_CHANGE = {
    "ket_qua_tham_dinh": "can_sua",
    "noi_dung_bo_sung": "Sửa mẫu trình bày tên gọi: thiếu bản dịch tên tiếng nước ngoài.",
}
B_REFUSE = {
    "ket_qua_tham_dinh": "khong_cap",
    "ly_do": "Tôn chỉ, mục đích không phù hợp với chức năng của cơ quan đề nghị.",
}
B_PAPERS = ("to_khai", "so_yeu_ly_lich", "mau_trinh_bay")


def _bulletin(
    serial: int,
    days_ago: int,
    *acts: DemoAct,
    decision: Mapping[str, object] = B_RECEIVE,
    enterprise: str = "",
    channel: Channel = Channel.DESK,
) -> DemoDossier:
    organisation = f"Cơ quan, tổ chức số {serial}"
    address = f"{PLACES[serial % len(PLACES)]}, tỉnh Lạng Sơn"
    form: dict[str, object] = {
        "ten_co_quan": organisation,
        "dia_chi": address,
        "dien_thoai": f"0205 100 {serial:03d}",
        "ten_ban_tin": f"Bản tin nội bộ số {serial}",
        "muc_dich_xuat_ban": "Thông tin hoạt động của cơ quan.",
        "nguoi_chiu_trach_nhiem": "Người chịu trách nhiệm xuất bản",
    }
    if enterprise:
        form["ma_so_doanh_nghiep"] = enterprise
    return DemoDossier(
        days_ago=days_ago,
        minutes_in=(serial * 61) % 420,
        applicant=Applicant(
            name="Người được cử nộp hồ sơ",
            organisation=organisation,
            id_number=f"0000001{serial:05d}",
            phone=f"0205 100 {serial:03d}",
            address=address,
        ),
        form=form,
        decision=decision,
        papers=tuple(PaperGiven(paper) for paper in B_PAPERS),
        acts=acts,
        channel=channel,
    )


_OVER = DemoAct("ban_giao", 3)
_DRAFT = DemoAct(
    "soan_giay_phep", 10, {"noi_dung_giay_phep": "Cho phép xuất bản bản tin theo tờ khai."}
)
_OUT = (
    DemoAct("ky_duyet", 8, SIGN),
    DemoAct("cap_so", 2, {"so_van_ban": "01/GP-STTTT", "ngay_van_ban": "TODAY"}),
)
BULLETIN: tuple[DemoDossier, ...] = (
    _bulletin(
        1,
        60,
        _OVER,
        DemoAct("tham_dinh", 60, B_PASS),
        _DRAFT,
        *_OUT,
        DemoAct("tra_ket_qua", 4, HAND_OVER),
    ),
    _bulletin(
        2,
        52,
        _OVER,
        DemoAct("tham_dinh", 40, B_PASS),
        _DRAFT,
        *_OUT,
        DemoAct("tra_ket_qua", 4, {"hinh_thuc_tra": "chua_nhan"}),
        enterprise="0000000001",
    ),
    _bulletin(
        3,
        45,
        _OVER,
        DemoAct("tham_dinh", 30, B_CHANGE),
        DemoAct(
            "thong_bao_can_sua",
            6,
            {"noi_dung_thong_bao": "Đề nghị bổ sung bản dịch có công chứng."},
        ),
        DemoAct("bo_sung", 36, {"giay_to_da_bo_sung": "Bản dịch có công chứng."}),
        DemoAct("tham_dinh", 30, B_PASS),
        _DRAFT,
        *_OUT,
        channel=Channel.POST,
    ),
    _bulletin(
        4,
        38,
        _OVER,
        DemoAct("tham_dinh", 90, B_REFUSE),
        DemoAct(
            "soan_tra_loi", 10, {"noi_dung_tra_loi": "Không cấp phép, lý do nêu trong văn bản."}
        ),
        *_OUT,
        DemoAct("tra_ket_qua", 4, {"hinh_thuc_tra": "buu_chinh", "nguoi_nhan": "Bưu tá"}),
    ),
    _bulletin(
        5,
        33,
        _OVER,
        DemoAct(
            "hen_lai",
            29 * DAY,
            {"ly_do_cham": "Chờ ý kiến thẩm định.", "ngay_hen_moi": "IN_SEVEN_DAYS"},
        ),
    ),
    _bulletin(6, 30, _OVER, DemoAct("tham_dinh", 29 * DAY - 40, B_PASS), enterprise="0000000002"),
    _bulletin(
        7,
        20,
        decision={
            "ket_qua_kiem_tra": "khong_thuoc_tham_quyen",
            "noi_huong_dan": "cơ quan quản lý xuất bản ở trung ương",
        },
    ),
    _bulletin(
        8,
        7,
        decision={"ket_qua_kiem_tra": "chua_day_du", "noi_dung_bo_sung": "Thiếu sơ yếu lý lịch."},
        channel=Channel.POST,
    ),
    _bulletin(9, 3, _OVER),
    _bulletin(10, 1),
)
