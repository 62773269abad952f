"""The demo's accounts: one for each role of each agency, named by what they do; nobody real."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from engine.definitions.organisation.agencies import Organisation

PASSWORD = "Motcua-demo-2026"  # noqa: S105 - the demo prints it; production refuses the demo


class Officer(NamedTuple):
    """Who an account is: a name by role, the role, and the unit it is held in."""

    name: str
    role: str
    unit: str


_SCIENCE, _DIVISION = "so-khcn", "phong-quan-ly-chuyen-nganh"
_REWARDS, _OFFICE, _COMMUNE, _NEXT = "ban-tdkt", "vp-ubnd-tinh", "ubnd-xa", "co-quan-lien-thong"
# by user name, the officers of one agency together
STAFF = {
    "mot-cua": Officer("Cán bộ một cửa Sở KH&CN", "mot_cua", "so-khcn-mot-cua"),
    "lanh-dao-phong": Officer("Lãnh đạo phòng QLCN", "lanh_dao_phong", _DIVISION),
    "chuyen-vien": Officer("Chuyên viên phòng QLCN", "chuyen_vien", _DIVISION),
    "lanh-dao": Officer("Lãnh đạo Sở KH&CN", "lanh_dao", _SCIENCE),
    "van-thu": Officer("Văn thư Sở KH&CN", "van_thu", _SCIENCE),
    "kiem-soat": Officer("Kiểm soát TTHC Sở KH&CN", "kiem_soat", _SCIENCE),
    "thiet-ke": Officer("Người thiết kế quy trình Sở KH&CN", "thiet_ke", _SCIENCE),
    "quan-ly-tai-san": Officer("Đơn vị quản lý tài sản Sở KH&CN", "quan_ly_tai_san", _SCIENCE),
    "su-dung-tai-san": Officer("Đơn vị sử dụng tài sản, phòng QLCN", "don_vi_su_dung", _DIVISION),
    "hoi-dong-thanh-ly": Officer("Hội đồng thanh lý Sở KH&CN", "hoi_dong_thanh_ly", _SCIENCE),
    "quan-tri": Officer("Quản trị hệ thống", "quan_tri", _SCIENCE),
    "mot-cua-tttt": Officer("Cán bộ một cửa Sở TT&TT", "mot_cua", "so-tttt-mot-cua"),
    "lanh-dao-phong-tttt": Officer("Lãnh đạo phòng TT-BC-XB", "lanh_dao_phong", "phong-ttbcxb"),
    "chuyen-vien-tttt": Officer("Chuyên viên phòng TT-BC-XB", "chuyen_vien", "phong-ttbcxb"),
    "lanh-dao-tttt": Officer("Lãnh đạo Sở TT&TT", "lanh_dao", "so-tttt"),
    "van-thu-tttt": Officer("Văn thư Sở TT&TT", "van_thu", "so-tttt"),
    "kiem-soat-tttt": Officer("Kiểm soát TTHC Sở TT&TT", "kiem_soat", "so-tttt"),
    "mot-cua-xa": Officer("Cán bộ một cửa UBND xã", "mot_cua", "ubnd-xa-mot-cua"),
    "chuyen-vien-xa": Officer("Chuyên viên UBND xã", "chuyen_vien", _COMMUNE),
    "chuyen-vien-lien-thong": Officer("Chuyên viên cơ quan liên thông", "chuyen_vien", _NEXT),
    "lanh-dao-lien-thong": Officer("Lãnh đạo cơ quan liên thông", "lanh_dao", _NEXT),
    "tiep-nhan-tdkt": Officer("Tiếp nhận Ban TĐKT", "tiep_nhan", _REWARDS),
    "lanh-dao-tdkt": Officer("Lãnh đạo Ban TĐKT", "lanh_dao", _REWARDS),
    "chuyen-vien-tdkt": Officer("Chuyên viên Ban TĐKT", "chuyen_vien", _REWARDS),
    "chuyen-vien-noi-vu": Officer("Chuyên viên Sở Nội vụ", "chuyen_vien", "so-noi-vu"),
    "tiep-nhan-vp": Officer("Tiếp nhận VP UBND tỉnh", "tiep_nhan", _OFFICE),
    "chuyen-vien-vp": Officer("Chuyên viên TĐKT, VP UBND tỉnh", "chuyen_vien", _OFFICE),
    "lanh-dao-tinh": Officer("Lãnh đạo UBND tỉnh", "lanh_dao", "ubnd-tinh"),
}


def as_table(organisation: Organisation) -> Iterator[str]:
    """Yield the lines that tell the accounts, agency by agency."""

    def agency(entry: tuple[str, Officer]) -> str:
        return organisation.agency_of(entry[1].unit).name

    for name, officers in groupby(STAFF.items(), key=agency):
        yield f"  {name}"
        yield from (f"    {username:<24}{officer.name}" for username, officer in officers)
