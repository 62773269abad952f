"""The fields of our element templates, in the words of those who draw procedures."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.bpmn.properties import PREFIX, Clock, TimerTime
from engine.definitions.organisation.roles import Role
from engine.definitions.status import STATUS_NAMES, Milestone
from engine.element_templates.template_parts import Binding, TemplateField, TemplateGroup

WHO = TemplateGroup("motcua-who", "Ai làm, bằng biểu mẫu nào")
TIME = TemplateGroup("motcua-time", "Thời hạn và trạng thái")
ANSWERS = TemplateGroup("motcua-answers", "Gom ý kiến khi hỏi nhiều đơn vị")
WHEN = TemplateGroup("motcua-when", "Hẹn giờ")

# As people type them; `engine.definitions.bpmn.properties` reads some forms more.
LIMIT_PATTERN = (
    r"^(?:[1-9][0-9]{0,3} (?:giờ làm việc|ngày làm việc|ngày|tháng|working hours?|working days?"
    r"|days?|months?)|P[1-9][0-9]{0,3}[DM]|PT[1-9][0-9]{0,3}H|trong ngày|in the day)?$"
)
DURATION_PATTERN = r"^(?:=.+|P[1-9][0-9]{0,3}[DM]|PT[1-9][0-9]{0,3}H)?$"
UNIT_PATTERN = r"^(?:=.+|[a-z0-9]+(?:-[a-z0-9]+)*)?$"
VARIABLE_PATTERN = r"^(?:[^\s0-9=.][^\s=.]*)?$"
VARIABLE_MESSAGE = "là tên biến, không dấu cách, không bắt đầu bằng chữ số."
FORM_PATTERN = r"^(?:[A-Za-z_][A-Za-z0-9_.-]*)?$"

MILESTONES: Mapping[Milestone, str] = {
    Milestone.RECEIVED: "Đã tiếp nhận: thời hạn giải quyết bắt đầu tính",
    Milestone.RESOLVED: "Đã giải quyết xong: thời hạn thôi tính",
    Milestone.REAPPOINTED: "Đã xin lỗi và hẹn lại ngày trả kết quả",
}
CLOCKS: Mapping[Clock, str] = {
    Clock.RUNNING: "Vẫn chạy",
    Clock.STOPPED: "Đứng lại",
}
TIMES: Mapping[TimerTime, str] = {
    TimerTime.WORKING: "Giờ làm việc (bỏ ngày nghỉ, ngoài giờ)",
    TimerTime.CALENDAR: "Giờ đồng hồ (kể cả ngày nghỉ)",
}


def role(roles: Mapping[str, Role]) -> TemplateField:
    """Who does the step, one of `roles.yaml`."""
    return TemplateField(
        Binding.ROLE,
        "candidateGroups",
        "Vai trò",
        "Ai thấy và nhận bước này. Danh sách lấy từ processes/roles.yaml.",
        WHO.id,
        choices=tuple((r.id, r.name) for r in roles.values()),
        none="theo làn chứa bước",
    )


def unit() -> TemplateField:
    """Which unit does the step, where the role does not decide it."""
    return _unit(
        "Đơn vị",
        "Mã đơn vị trong processes/agencies.yaml, ví dụ ubnd-tinh, khi bước là việc của cơ quan, "
        "đơn vị khác; hoặc = và biểu thức FEEL. Để trống thì bước là việc của cơ quan giải quyết "
        "hồ sơ.",
        required=False,
    )


def consulted_unit() -> TemplateField:
    """Which unit is consulted."""
    return _unit(
        "Đơn vị được hỏi",
        "Mã đơn vị trong processes/agencies.yaml, ví dụ phong-ttbcxb; hoặc = và biểu thức FEEL, ví "
        "dụ =don_vi khi lặp qua một danh sách đơn vị (Multi-instance).",
        required=True,
    )


def _unit(label: str, help_text: str, *, required: bool) -> TemplateField:
    return TemplateField(
        Binding.PROPERTY,
        f"{PREFIX}unit",
        label,
        help_text,
        WHO.id,
        pattern=UNIT_PATTERN,
        message="là mã đơn vị như phong-ttbcxb, hoặc bắt đầu bằng = rồi biểu thức FEEL.",
        required=required,
    )


def collected() -> tuple[TemplateField, TemplateField]:
    """Where the answers of several units are collected; Camunda 8 has settings for it."""
    variable = TemplateField(
        Binding.SUBSTITUTE,
        f"{PREFIX}outputCollection",
        "Danh sách ý kiến",
        "Tên biến nhận danh sách câu trả lời, ví dụ cac_y_kien.",
        ANSWERS.id,
        pattern=VARIABLE_PATTERN,
        message=VARIABLE_MESSAGE,
    )
    element = TemplateField(
        Binding.SUBSTITUTE,
        f"{PREFIX}outputElement",
        "Mỗi ý kiến gồm",
        "Dấu = rồi biểu thức FEEL, ví dụ ={don_vi: don_vi, y_kien: y_kien}.",
        ANSWERS.id,
        pattern=r"^(?:=.+)?$",
        message="bắt đầu bằng = rồi biểu thức FEEL.",
    )
    return variable, element


def form() -> TemplateField:
    """Which form the step shows."""
    return TemplateField(
        Binding.FORM,
        "formId",
        "Biểu mẫu",
        'Mã (id) của biểu mẫu trong thư mục forms/, ví dụ tham_dinh. Mã nằm ở ô "ID" khi mở tệp '
        "biểu mẫu.",
        WHO.id,
        pattern=FORM_PATTERN,
        message="chỉ gồm chữ không dấu, chữ số, gạch dưới, ví dụ: tham_dinh.",
    )


def limit() -> TemplateField:
    """How long the step may take."""
    return TemplateField(
        Binding.PROPERTY,
        f"{PREFIX}limit",
        "Thời hạn của bước",
        "Ví dụ: 5 ngày làm việc · 4 giờ làm việc · trong ngày. P5D là 5 ngày làm việc, PT4H là 4 "
        "giờ làm việc. Để trống thì bước chỉ theo thời hạn của cả hồ sơ.",
        TIME.id,
        pattern=LIMIT_PATTERN,
        message="viết như: 5 ngày làm việc, 4 giờ làm việc, trong ngày, P5D, PT4H.",
    )


def status(help_text: str, *, none: str) -> TemplateField:
    """Which of the ten national statuses shows; `none` says what shows without."""
    return TemplateField(
        Binding.PROPERTY,
        f"{PREFIX}status",
        "Trạng thái hồ sơ",
        help_text,
        TIME.id,
        choices=tuple((s.value, f"{s.number}. {name.source}") for s, name in STATUS_NAMES.items()),
        none=none,
    )


def clock() -> TemplateField:
    """Whether the legal clock runs while the dossier waits here."""
    return TemplateField(
        Binding.PROPERTY,
        f"{PREFIX}clock",
        "Thời hạn giải quyết khi chờ ở đây",
        "Chọn Đứng lại ở bước của người nộp: bổ sung giấy tờ, nộp phí. Thời gian hồ sơ chờ ở đó "
        "không tính vào thời hạn.",
        TIME.id,
        choices=tuple((c.value, label) for c, label in CLOCKS.items()),
        none="vẫn chạy",
    )


def milestone(*, required: bool) -> TemplateField:
    """What passing an event means for the legal clock."""
    return TemplateField(
        Binding.PROPERTY,
        f"{PREFIX}milestone",
        "Mốc thời hạn",
        "Hồ sơ đi qua sự kiện này thì mốc được ghi. Mỗi sơ đồ cần mốc tiếp nhận và mốc giải quyết "
        "xong trên mọi đường đi tới kết quả.",
        TIME.id,
        choices=tuple((m.value, label) for m, label in MILESTONES.items()),
        none="" if required else "không là mốc",
        value=Milestone.RECEIVED.value if required else "",
        required=required,
    )


def working_time() -> TemplateField:
    """Whether a timer counts working time."""
    return TemplateField(
        Binding.PROPERTY,
        f"{PREFIX}time",
        "Đếm theo",
        "Theo giờ làm việc thì P5D là 5 ngày làm việc và PT4H là 4 giờ làm việc, theo lịch của cơ "
        "quan.",
        WHEN.id,
        choices=tuple((t.value, label) for t, label in TIMES.items()),
        none="giờ đồng hồ",
        value=TimerTime.WORKING.value,
    )


def duration() -> TemplateField:
    """How long a timer waits; Camunda 8 only."""
    return TemplateField(
        Binding.DURATION,
        "timeDuration",
        "Sau bao lâu",
        "P5D là 5 ngày, PT4H là 4 giờ, P1M là 1 tháng; hoặc = và biểu thức FEEL.",
        WHEN.id,
        pattern=DURATION_PATTERN,
        message="viết như: P5D, PT4H, P1M, hoặc bắt đầu bằng = rồi biểu thức FEEL.",
        required=True,
    )
