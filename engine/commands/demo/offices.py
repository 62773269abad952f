"""The demo's dossiers that pass through several offices: 2.002307 and the internal procedures.

People and papers are named by what they are. None of them exists.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands.demo.plays import DAY, PLACES, SIGN, DemoAct, DemoDossier
from engine.dossiers import Applicant, PaperGiven

_COMMUNE = DemoAct("kiem_tra_tai_xa", 3 * DAY, {"ket_qua_tai_xa": "hop_le"}, by="chuyen-vien-xa")
_WEIGH = "chuyen-vien-lien-thong"


def _funeral(serial: int, days_ago: int, *acts: DemoAct) -> DemoDossier:
    applicant = f"Đại diện thân nhân số {serial}"
    address = f"{PLACES[serial % len(PLACES)]}, tỉnh Lạng Sơn"
    return DemoDossier(
        days_ago=days_ago,
        minutes_in=(serial * 53) % 420,
        applicant=Applicant(applicant, id_number=f"0000000008{serial:02d}", address=address),
        form={
            "ho_ten_cuu_chien_binh": f"Cựu chiến binh số {serial}",
            "tu_cach_nguoi_khai": "than_nhan",
            "ho_ten_nguoi_khai": applicant,
            "dia_chi_nguoi_khai": address,
            "co_giay_uy_quyen": True,
            "co_giay_chung_tu": True,
            "co_ho_so_ca_nhan": True,
        },
        decision={"ket_qua_kiem_tra": "tiep_nhan"},
        papers=(
            PaperGiven("ban_khai", "original", 1),
            PaperGiven("giay_chung_tu", "copy", 1),
            PaperGiven("ho_so_nguoi_mat", "copy", 1),
        ),
        acts=acts,
    )


FUNERAL: tuple[DemoDossier, ...] = (
    _funeral(
        1,
        30,
        _COMMUNE,
        DemoAct("tham_dinh", 9 * DAY, {"ket_qua_tham_dinh": "dat"}, by=_WEIGH),
        DemoAct("ky_duyet", 2 * DAY, SIGN, by="lanh-dao-lien-thong"),
        DemoAct("tra_ket_qua", 6, {"hinh_thuc_tra": "truc_tiep", "nguoi_nhan": "Người khai"}),
    ),
    _funeral(
        2,
        18,
        _COMMUNE,
        DemoAct(
            "tham_dinh",
            4 * DAY,
            {"ket_qua_tham_dinh": "can_bo_sung", "noi_dung_bo_sung": "Bản sao giấy chứng tử."},
            by=_WEIGH,
        ),
    ),
    _funeral(3, 9, _COMMUNE),
    _funeral(4, 7),
    _funeral(5, 1),
)


def _inside(
    days_ago: int, subject: str, first: Mapping[str, object], *acts: DemoAct, requester: str = ""
) -> DemoDossier:
    return DemoDossier(
        days_ago=days_ago,
        minutes_in=(days_ago * 41) % 420,
        applicant=Applicant(requester),
        form={},
        decision=first,
        papers=(),
        acts=acts,
        subject=subject,
    )


def _letter(number: int, from_whom: str, summary: str) -> dict[str, object]:
    return {
        "so_den": str(number),
        "ngay_den": "TODAY",
        "noi_ban_hanh": from_whom,
        "trich_yeu": summary,
    }


_DISTRIBUTE = DemoAct("doc_phan_phoi", 3, {"can_xu_ly": "co"}, by="lanh-dao")
_DIRECT = DemoAct(
    "chi_dao",
    2,
    {"don_vi_xu_ly": "Phòng Quản lý chuyên ngành", "y_kien_chi_dao": "Tham mưu văn bản trả lời."},
    by="lanh-dao",
)
LETTERS_IN: tuple[DemoDossier, ...] = (
    _inside(
        6,
        "Đề nghị góp ý dự thảo quy định về an toàn bức xạ",
        _letter(101, "Cơ quan lấy ý kiến", "Đề nghị góp ý dự thảo quy định."),
        _DISTRIBUTE,
        _DIRECT,
        DemoAct("to_chuc_xu_ly", 5, {"nguoi_giai_quyet": "Chuyên viên phòng"}, by="lanh-dao-phong"),
    ),
    _inside(
        4,
        "Thông báo lịch họp giao ban",
        _letter(102, "Văn phòng Ủy ban nhân dân tỉnh", "Lịch họp giao ban tháng."),
        DemoAct("doc_phan_phoi", 2, {"can_xu_ly": "khong"}, by="lanh-dao"),
        DemoAct("luu_van_ban", 2, by="van-thu", only_claim=True),
    ),
    _inside(
        1,
        "Đề nghị cung cấp số liệu đo lường",
        _letter(103, "Cơ quan thống kê", "Đề nghị cung cấp số liệu."),
    ),
)
LETTERS_OUT: tuple[DemoDossier, ...] = (
    _inside(
        3,
        "Công văn trả lời về hồ sơ kiểm xạ",
        {
            "loai_van_ban": "Công văn",
            "trich_yeu": "Trả lời về hồ sơ kiểm xạ.",
            "noi_nhan": "Cơ sở đề nghị",
        },
        DemoAct("trinh", 3, by="chuyen-vien"),
        DemoAct("duyet_noi_dung", 4, {"y_kien_duyet": "dong_y"}, by="lanh-dao-phong"),
    ),
)
ASSETS: tuple[DemoDossier, ...] = (
    _inside(
        5,
        "Nghiệm thu máy đo liều bức xạ",
        {
            "nguon_tai_san": "mua_moi",
            "ten_tai_san": "Máy đo liều bức xạ",
            "so_luong": 1,
            "ben_giao": "Nhà cung cấp",
            "ngay_nghiem_thu": "TODAY",
            "noi_dung_nghiem_thu": "Thiết bị đủ, hoạt động tốt.",
        },
        DemoAct("phe_duyet", 5, {"y_kien_phe_duyet": "phe_duyet"}, by="lanh-dao"),
    ),
)
REWARDS: tuple[DemoDossier, ...] = (
    _inside(
        8,
        "Đề nghị khen thưởng phong trào thi đua năm",
        {"doi_tuong_khen_thuong": "Tập thể phòng chuyên môn"},
        DemoAct("phan_cong", 4, by="lanh-dao-tdkt"),
        DemoAct(
            "tham_dinh",
            16,
            {"y_kien_tham_dinh": "Đủ điều kiện trình."},
            by="chuyen-vien-tdkt",
        ),
        requester="Sở Khoa học và Công nghệ",
    ),
)
