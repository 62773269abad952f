"""The ten national statuses of a dossier, the only ones there are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from engine.l10n.text import Text, _l


class Status(StrEnum):
    """Statuses of the national public service portal, numbered as there."""

    REGISTERED = "registered"
    RECEIVED = "received"
    NOT_ACCEPTED = "not_accepted"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESOLVED = "resolved"
    RETURNED = "returned"

    @property
    def number(self) -> int:
        """The portal's number, 1 to 10."""
        return list(Status).index(self) + 1


STATUS_NAMES: Mapping[Status, Text] = {
    Status.REGISTERED: _l("Mới đăng ký"),
    Status.RECEIVED: _l("Được tiếp nhận"),
    Status.NOT_ACCEPTED: _l("Không được tiếp nhận"),
    Status.IN_PROGRESS: _l("Đang xử lý"),
    Status.SUPPLEMENT: _l("Yêu cầu bổ sung giấy tờ"),
    Status.PAYMENT: _l("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Status.WITHDRAWN: _l("Công dân yêu cầu rút hồ sơ"),
    Status.STOPPED: _l("Dừng xử lý"),
    Status.RESOLVED: _l("Đã xử lý xong"),
    Status.RETURNED: _l("Đã trả kết quả"),
}
"""As the portal calls them."""


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
