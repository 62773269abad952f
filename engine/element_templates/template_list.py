"""Every element template of ours: one for each kind of element that takes settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.definitions.organisation.roles import Role
from engine.definitions.service_kinds import Port, PortType, ServiceKind
from engine.element_templates import template_fields as fields
from engine.element_templates.template_parts import Binding, Template, TemplateField, TemplateGroup

INPUTS = TemplateGroup("motcua-inputs", "Dữ liệu vào")
OUTPUTS = TemplateGroup("motcua-outputs", "Kết quả trả về")
_WRITTEN_TEXT = "Một đoạn chữ, hoặc = và biểu thức FEEL lấy từ các biến của hồ sơ."
_WRITTEN_FEEL = {
    PortType.NUMBER: "Biểu thức FEEL cho một số, ví dụ 15.",
    PortType.BOOLEAN: "Biểu thức FEEL, true hoặc false.",
    PortType.CONTEXT: "Biểu thức FEEL cho một nhóm giá trị, ví dụ {ma: so_ho_so}.",
    PortType.LIST: "Biểu thức FEEL cho một danh sách, ví dụ [404].",
    PortType.ANY: "Biểu thức FEEL, ví dụ ten_bien.",
}
_TIMERS = {
    "boundary": ("BoundaryEvent", "Hẹn giờ gắn vào bước", "Khi bước để quá lâu thì rẽ nhánh này."),
    "catch": ("IntermediateCatchEvent", "Chờ một thời gian", "Hồ sơ đứng đây cho đến hết giờ."),
    "start": ("StartEvent", "Bắt đầu theo hẹn giờ", "Cho quy trình con chạy theo sự kiện."),
}


def all_templates(
    roles: Mapping[str, Role], services: Iterable[ServiceKind]
) -> tuple[Template, ...]:
    """Return every template for these roles and kinds of service task, in a fixed order."""
    timers = (_timer(key, *words) for key, words in _TIMERS.items())
    people = (_step(roles), _consultation(roles))
    return (*people, _milestone(), _end(), *timers, *(_service(kind) for kind in services))


def _step(roles: Mapping[str, Role]) -> Template:
    who = (fields.role(roles), fields.unit(), fields.form())
    return Template(
        "step",
        "Bước xử lý",
        "Một việc do người làm: ai làm, bằng biểu mẫu nào, trong bao lâu.",
        "UserTask",
        (*who, fields.limit(), _shown_status(), fields.clock()),
        (fields.WHO, fields.TIME),
        automatic=True,
        keywords=("bước", "người làm", "thời hạn", "vai trò"),
    )


def _consultation(roles: Mapping[str, Role]) -> Template:
    who = (fields.consulted_unit(), fields.role(roles), fields.form())
    return Template(
        "consultation",
        "Lấy ý kiến đơn vị khác",
        "Bước do một đơn vị khác làm: đơn vị nào, ai ở đó. Hỏi nhiều đơn vị cùng lúc thì thêm lặp "
        "song song (Parallel multi-instance). Thời hạn của hồ sơ vẫn chạy.",
        "UserTask",
        (*who, fields.limit(), _shown_status(), *fields.collected()),
        (fields.WHO, fields.TIME, fields.ANSWERS),
        keywords=("lấy ý kiến", "liên thông", "đơn vị"),
    )


def _shown_status() -> TemplateField:
    shown = "Trạng thái quốc gia mà người nộp thấy khi hồ sơ chờ ở bước này."
    return fields.status(shown, none="Đang xử lý")


def _milestone() -> Template:
    return Template(
        "milestone",
        "Mốc của thời hạn giải quyết",
        "Đặt sau bước tiếp nhận và sau bước ký, cấp số: từ mốc nào đến mốc nào thì tính thời hạn.",
        "IntermediateThrowEvent",
        (fields.milestone(required=True),),
        (fields.TIME,),
        keywords=("mốc", "tiếp nhận", "giải quyết"),
    )


def _end() -> Template:
    shown = "Trạng thái cuối cùng của hồ sơ khi kết thúc ở đây."
    return Template(
        "end",
        "Kết thúc hồ sơ",
        "Hồ sơ kết thúc với trạng thái nào.",
        "EndEvent",
        (
            fields.status(shown, none="giữ nguyên trạng thái"),
            fields.milestone(required=False),
        ),
        (fields.TIME,),
        keywords=("kết thúc", "trạng thái"),
    )


def _timer(key: str, element: str, name: str, help_text: str) -> Template:
    return Template(
        f"timer-{key}",
        name,
        help_text,
        element,
        (fields.duration(), fields.working_time()),
        (fields.WHEN,),
        event="TimerEventDefinition",
        keywords=("hẹn giờ", "quá hạn", "ngày làm việc"),
    )


def _service(kind: ServiceKind) -> Template:
    return Template(
        f"service-{kind.id.replace('_', '-')}",
        kind.name_vi,
        kind.help,
        "ServiceTask",
        (
            TemplateField(Binding.KIND, "type", value=kind.id),
            *(_input(port) for port in kind.inputs),
            *(_output(port) for port in kind.outputs),
        ),
        tuple(g for g, ports in ((INPUTS, kind.inputs), (OUTPUTS, kind.outputs)) if ports),
        keywords=("việc tự động", kind.id),
    )


def _input(port: Port) -> TemplateField:
    text = port.type is PortType.STRING
    return TemplateField(
        Binding.INPUT,
        port.name,
        port.label,
        "Chọn một giá trị."
        if port.choices
        else _WRITTEN_TEXT
        if text
        else _WRITTEN_FEEL[port.type],
        INPUTS.id,
        choices=tuple((c, c) for c in port.choices),
        none="" if port.required else "mặc định",
        required=port.required,
        feel=not port.choices,
        only_feel=not text,
    )


def _output(port: Port) -> TemplateField:
    return TemplateField(
        Binding.OUTPUT,
        port.name,
        port.label,
        "Tên biến của hồ sơ nhận giá trị này.",
        OUTPUTS.id,
        value=port.name,
        pattern=fields.VARIABLE_PATTERN,
        message=fields.VARIABLE_MESSAGE,
    )
