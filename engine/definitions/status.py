"""The ten national statuses of a dossier, the only ones there are."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Statuses of the national public service portal, numbered as there."""

    REGISTERED = "registered"  # 1 Mới đăng ký
    RECEIVED = "received"  # 2 Được tiếp nhận
    NOT_ACCEPTED = "not_accepted"  # 3 Không được tiếp nhận
    IN_PROGRESS = "in_progress"  # 4 Đang xử lý
    SUPPLEMENT = "supplement"  # 5 Yêu cầu bổ sung giấy tờ
    PAYMENT = "payment"  # 6 Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = "withdrawn"  # 7 Công dân yêu cầu rút hồ sơ
    STOPPED = "stopped"  # 8 Dừng xử lý
    RESOLVED = "resolved"  # 9 Đã xử lý xong
    RETURNED = "returned"  # 10 Đã trả kết quả

    @property
    def number(self) -> int:
        """The portal's number, 1 to 10."""
        return list(Status).index(self) + 1


class Milestone(StrEnum):
    """What an event in a diagram means for the clock (property `motcua:milestone`)."""

    RECEIVED = "received"  # the legal time limit starts to run
    RESOLVED = "resolved"  # the decision is issued: the end moment for scoring
    REAPPOINTED = "reappointed"  # an apology with a new date was written (form 4)


UNANSWERED = "het_han_bo_sung"
"""The message that closes a dossier whose applicant never brought what was asked for."""


class Channel(StrEnum):
    """How a dossier came in; those of applicants are numbered 1 to 3 as on the national portal."""

    DESK = "desk"
    ONLINE = "online"
    POST = "post"
    INTERNAL = "internal"  # opened between offices, by no applicant


FILED = (Channel.DESK, Channel.ONLINE, Channel.POST)
"""The ways by which applicants file."""
