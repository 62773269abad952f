"""Who may do what to what: the table that pages, menu, use cases and docs/access.md read."""

from __future__ import annotations

from typing import Any

from engine.access import rules
from engine.access.opening import opening_units
from engine.access.permission import Permission, PermissionRule, Reach, agencies
from engine.access.rules import DossierAccess, OpenSteps, RoleOfUnit
from engine.definitions.organisation.roles import (
    ADMINISTRATOR,
    CONTROLLER,
    DESIGNER,
    LEADER,
    ONE_STOP,
)
from engine.procedures.version import Version
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow
from engine.storage.publishing.publications import PublicationRow

_STAFF = PermissionRule(lambda role: True, Reach.AGENCY)
_STEPS = PermissionRule(
    lambda role: role.id not in (CONTROLLER, DESIGNER, ADMINISTRATOR), Reach.UNIT
)
_RECEPTION = PermissionRule(lambda role: role.id == ONE_STOP, Reach.AGENCY)
_DESK = PermissionRule(lambda role: role.id == ONE_STOP, Reach.UNIT)
_LEADERS = PermissionRule(lambda role: role.id == LEADER, Reach.AGENCY)
_SUPERVISORS = PermissionRule(lambda role: role.supervises, Reach.AGENCY)
_DESIGNERS = PermissionRule(lambda role: role.designs, Reach.BELOW)
_PUBLISHERS = PermissionRule(lambda role: role.publishes, Reach.BELOW)
_VERSIONS = PermissionRule(lambda role: role.designs or role.publishes, Reach.BELOW)
_ADMINISTRATORS = PermissionRule(lambda role: role.id == ADMINISTRATOR, Reach.ANYWHERE)

READ_DOSSIER: Permission[DossierAccess] = Permission(
    name="read_dossier",
    en="Read a dossier of one's agency, or one of which one's unit has or had a step",
    vi="Xem hồ sơ của cơ quan mình, hoặc hồ sơ có bước của đơn vị mình",
    ways=(_STAFF,),
    rule=rules.reads,
    code="other_agency",
    text="Dossier {subject.row.code} belongs to another agency.",
    fields={"dossier": "{subject.row.code}"},
)
KEEP_INBOX: Permission[None] = Permission(
    name="keep_inbox",
    en="Have an inbox of steps",
    vi="Có hộp việc",
    ways=(_STEPS,),
)
DO_STEP: Permission[RoleOfUnit] = Permission(
    name="do_step",
    en="Claim, fill in, complete a step of one's role in one's unit; hand the result over",
    vi="Nhận, điền, hoàn thành bước của vai trò mình tại đơn vị mình; trả kết quả",
    ways=(_STEPS,),
    rule=lambda _, who, step: who.has_role(step.role, step.unit),
    code="not_your_step",
    text='Step "{subject.name}" is for another role.',
    fields={"step": "{subject.name}"},
)
RELEASE: Permission[StepRow] = Permission(
    name="release",
    en="Release a step that one holds",
    vi="Trả lại bước mình đang giữ",
    ways=(_STEPS,),
    rule=lambda _, who, step: step.assignee == who.id,
    code="not_holder",
    text='You do not hold step "{subject.name}".',
    fields={"step": "{subject.name}"},
)
RECEIVE: Permission[str] = Permission(
    name="receive",
    en="Receive dossiers of the agency's procedures",
    vi="Tiếp nhận hồ sơ của cơ quan",
    ways=(_RECEPTION,),
    code="not_one_stop",
    text="Only the one-stop of the agency receives this procedure.",
)
SUPPLEMENT: Permission[DossierRow] = Permission(
    name="supplement",
    en="Record what the applicant brought or paid",
    vi="Ghi nhận người nộp bổ sung hoặc nộp tiền",
    ways=(_DESK,),
    where=lambda row: row.one_stop,
    code="not_your_step",
    text="Only the one-stop records supplements.",
)
WITHDRAW: Permission[DossierRow] = Permission(
    name="withdraw",
    en="Record that the applicant withdraws",
    vi="Ghi nhận người nộp rút hồ sơ",
    ways=(_DESK,),
    where=lambda row: row.one_stop,
    code="not_one_stop",
    text="Only the one-stop of the dossier records this.",
)
OPEN_INTERNAL: Permission[Version] = Permission(
    name="open_internal",
    en="Open an internal procedure of which one's role does the first step",
    vi="Mở thủ tục nội bộ mà vai trò mình làm bước đầu",
    ways=(_STEPS,),
    rule=lambda here, who, version: bool(opening_units(here, who, version)),
    code="not_opener",
    text="{subject.procedure.code} is opened by whoever holds its first step.",
)
ASK_APOLOGY: Permission[OpenSteps] = Permission(
    name="ask_apology",
    en="Put an apology with a new date before the leader, while a step is one's own",
    vi="Trình thư xin lỗi và hẹn lại khi đang có bước của mình",
    ways=(_STEPS,),
    rule=rules.has_a_step,
    code="not_your_step",
    text="No open step of {subject.row.code} is for this person.",
)
SIGN_APOLOGY: Permission[str] = Permission(
    name="sign_apology",
    en="Sign an apology or send it back",
    vi="Ký hoặc trả lại thư xin lỗi",
    ways=(_LEADERS,),
    code="not_leader",
    text="Only a leader of the agency decides about an apology.",
    general="Only leaders sign apologies.",
)
WATCH: Permission[str] = Permission(
    name="watch",
    en="Watch the deadlines of the agency",
    vi="Theo dõi thời hạn của cơ quan",
    ways=(_SUPERVISORS,),
    code="not_supervisor",
    text="The watch list is for roles that supervise.",
)
READ_VERSIONS: Permission[str] = Permission(
    name="read_versions",
    en="Read versions, differences and publications",
    vi="Xem phiên bản, khác biệt và lần công bố",
    ways=(_VERSIONS,),
    code="not_designer",
    text="{who.username} does not design procedures {subject}.",
)
READ_PUBLICATION: Permission[frozenset[str]] = Permission(
    name="read_publication",
    en="Read a publication of which a procedure is of one's agencies",
    vi="Xem lần công bố có thủ tục của cơ quan mình",
    ways=(_VERSIONS,),
    rule=lambda here, who, of: not of.isdisjoint(agencies(here, who, READ_VERSIONS)),
    code="not_designer",
    text="{who.username} does not design these procedures.",
)
DESIGN: Permission[str] = Permission(
    name="design",
    en="Try procedures out, propose versions",
    vi="Chạy thử, đề nghị công bố",
    ways=(_DESIGNERS,),
    code="not_designer",
    text="{who.username} does not design procedures {subject}.",
)
DROP_PUBLICATION: Permission[PublicationRow] = Permission(
    name="drop_publication",
    en="Take back what one has proposed",
    vi="Rút lại đề nghị của mình",
    ways=(_DESIGNERS,),
    rule=lambda _, who, row: row.made_by == who.id,
    code="not_own_publication",
    text="{who.username} did not propose this.",
)
PUBLISH: Permission[str] = Permission(
    name="publish",
    en="Put proposed versions in force, or reject them",
    vi="Duyệt hoặc không duyệt công bố",
    ways=(_PUBLISHERS,),
    code="not_publisher",
    text="{who.username} does not publish for {subject}.",
)
APPROVE: Permission[PublicationRow] = Permission(
    name="approve",
    en="Approve a proposal: besides `publish`, not one's own where two people decide",
    vi="Duyệt đề nghị: ngoài quyền công bố, không phải của chính mình khi cần hai người",
    ways=(_PUBLISHERS,),
    rule=rules.is_second_person,
    code="own_publication",
    text="{who.username} proposed this; somebody else puts it in force.",
)
MIGRATE: Permission[str] = Permission(
    name="migrate",
    en="Move running dossiers to another version",
    vi="Chuyển hồ sơ đang chạy sang phiên bản khác",
    ways=(PermissionRule(_LEADERS.roles, Reach.UNIT), _VERSIONS),
    code="not_mover",
    text="{who.username} may not move dossiers of {subject}.",
    general="{who.username} may not move dossiers.",
)
ENTER_DIRECTIVE: Permission[None] = Permission(
    name="enter_directive",
    en="Change the calendar by a directive",
    vi="Nhập ngày nghỉ, ngày làm bù",
    ways=(_ADMINISTRATORS,),
    code="not_administrator",
    text="{who.username} is no administrator.",
)
HANDLE_INCIDENT: Permission[None] = Permission(
    name="handle_incident",
    en="See incidents, retry or close them",
    vi="Xem, thử lại, đóng sự cố",
    ways=(_ADMINISTRATORS,),
    code="not_administrator",
    text="{who.username} is no administrator.",
)
ERASE: Permission[None] = Permission(
    name="erase",
    en="Erase the personal data of a dossier that has ended",
    vi="Xóa dữ liệu cá nhân của hồ sơ đã kết thúc",
    ways=(_ADMINISTRATORS,),
    code="not_administrator",
    text="{who.username} is no administrator.",
)
PERMISSIONS: tuple[Permission[Any], ...] = (
    READ_DOSSIER,
    KEEP_INBOX,
    DO_STEP,
    RELEASE,
    RECEIVE,
    SUPPLEMENT,
    WITHDRAW,
    OPEN_INTERNAL,
    ASK_APOLOGY,
    SIGN_APOLOGY,
    WATCH,
    READ_VERSIONS,
    READ_PUBLICATION,
    DESIGN,
    DROP_PUBLICATION,
    PUBLISH,
    APPROVE,
    MIGRATE,
    ENTER_DIRECTIVE,
    HANDLE_INCIDENT,
    ERASE,
)
