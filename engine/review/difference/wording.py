"""What differs between two versions, in sentences: one source for pages and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.definitions.applicant import APPLICANT_LABELS
from engine.l10n.limits import limit_words
from engine.l10n.text import Text, _, _l
from engine.review.difference.aspects import ASPECTS, EVENTS, PAPER_KINDS, TRUTHS, WORDS
from engine.review.difference.items import (
    Area,
    DifferenceItem,
    DifferenceKind,
    DifferenceSubject,
    Value,
)
from sla.limits import Limit

LONGEST = 200  # characters of one value; the whole of it is in the files
AREAS: Mapping[Area, Text] = {
    Area.LIMITS: _l("Thời hạn"),
    Area.STEPS: _l("Các bước"),
    Area.ORDER: _l("Thứ tự các bước"),
    Area.ROLES: _l("Vai trò, đơn vị"),
    Area.CONDITIONS: _l("Điều kiện rẽ nhánh"),
    Area.STATUS: _l("Trạng thái, mốc, tạm dừng"),
    Area.FORMS: _l("Biểu mẫu"),
    Area.DECISIONS: _l("Bảng quyết định"),
    Area.PAPERS: _l("Giấy tờ"),
    Area.FACTS: _l("Thông tin công bố"),
}
_SUBJECTS: Mapping[DifferenceSubject, Text] = {
    DifferenceSubject.PROCEDURE: _l("thủ tục"),
    DifferenceSubject.PROCESS: _l("sơ đồ “%(name)s”"),
    DifferenceSubject.STEP: _l("bước “%(name)s”"),
    DifferenceSubject.SYSTEM: _l("việc tự động “%(name)s”"),
    DifferenceSubject.GATEWAY: _l("cổng “%(name)s”"),
    DifferenceSubject.EVENT: _l("sự kiện “%(name)s”"),
    DifferenceSubject.SUB_PROCESS: _l("quy trình con “%(name)s”"),
    DifferenceSubject.FLOW: _l("đường đi “%(name)s”"),
    DifferenceSubject.LANE: _l("làn “%(name)s”"),
    DifferenceSubject.CASE: _l("trường hợp “%(name)s”"),
    DifferenceSubject.FORM: _l("biểu mẫu “%(name)s”"),
    DifferenceSubject.FIELD: _l("biểu mẫu “%(within)s”, mục “%(name)s”"),
    DifferenceSubject.DECISION: _l("bảng quyết định “%(name)s”"),
    DifferenceSubject.RULE: _l("bảng quyết định “%(within)s”, dòng %(name)s"),
    DifferenceSubject.PAPER: _l("giấy tờ “%(name)s”"),
}
_NAMELESS: Mapping[DifferenceSubject, Text] = {
    DifferenceSubject.STEP: _l("bước chưa đặt tên sau “%(beside)s”"),
    DifferenceSubject.SYSTEM: _l("việc tự động sau “%(beside)s”"),
    DifferenceSubject.GATEWAY: _l("cổng sau “%(beside)s”"),
    DifferenceSubject.EVENT: _l("sự kiện sau “%(beside)s”"),
    DifferenceSubject.SUB_PROCESS: _l("quy trình con sau “%(beside)s”"),
    DifferenceSubject.FORM: _l("biểu mẫu “%(within)s”"),
}
_BARE: Mapping[DifferenceSubject, Text] = {
    DifferenceSubject.STEP: _l("bước chưa đặt tên"),
    DifferenceSubject.SYSTEM: _l("việc tự động chưa đặt tên"),
    DifferenceSubject.GATEWAY: _l("cổng chưa đặt tên"),
    DifferenceSubject.EVENT: _l("sự kiện chưa đặt tên"),
    DifferenceSubject.SUB_PROCESS: _l("quy trình con chưa đặt tên"),
}
_MOVE_ON = frozenset({DifferenceSubject.STEP, DifferenceSubject.SUB_PROCESS})
_SPECIAL: Mapping[str, Text] = {
    "layout": _l("%(what)s: chỉ sắp xếp lại hình, cách giải quyết như cũ"),
    "remarks": _l("%(what)s: chỉ thay ghi chú trên hình, cách giải quyết như cũ"),
    "saved": _l("%(what)s: tệp được lưu lại, nội dung như cũ"),
    "words": _l("%(what)s: thay chữ hướng dẫn hoặc cách trình bày"),
    "order": _l("%(what)s: xếp lại thứ tự các mục"),
    "path": _l(
        "%(what)s: đổi mã từ %(before)s thành %(after)s; nội dung đã nhập vẫn nằm ở mã cũ, "
        "biểu thức dùng mã cũ phải sửa theo"
    ),
    "ends": _l("đường đi “%(before)s” nay là “%(after)s”"),
}
_MADE_OTHER = _l("%(what)s: %(aspect)s %(before)s → %(after)s")
_VALUES: Mapping[DifferenceKind, Text] = {
    DifferenceKind.ADDED: _l("%(what)s: thêm %(aspect)s %(after)s"),
    DifferenceKind.REMOVED: _l("%(what)s: bỏ %(aspect)s %(before)s"),
    DifferenceKind.CHANGED: _MADE_OTHER,
    DifferenceKind.MOVED: _MADE_OTHER,
}
_RULES: Mapping[DifferenceKind, Text] = {
    DifferenceKind.ADDED: _l("thêm %(what)s: %(after)s"),
    DifferenceKind.REMOVED: _l("bỏ %(what)s: %(before)s"),
    DifferenceKind.CHANGED: _l("%(what)s: %(before)s → %(after)s"),
}


@dataclass(frozen=True, slots=True)
class OrganisationNames:
    """How roles and units are called: id → name."""

    role: Callable[[str], str] = str
    unit: Callable[[str], str] = str


def difference_words(item: DifferenceItem, names: OrganisationNames) -> str:
    """The sentence: `Bước “Thẩm định”: thời hạn 5 ngày làm việc → 3 ngày làm việc.`."""
    text = _text(item) % {
        "what": _what(item, names),
        "before": _value(item, item.before, names),
        "after": _value(item, item.after, names),
        "aspect": ASPECTS.get(item.aspect, item.aspect),
        "truth": TRUTHS.get(item.aspect, item.aspect),
        "beside": item.beside,
        "role": names.role(str(item.after)) if item.subject is DifferenceSubject.STEP else "",
    }
    return f"{text[:1].upper()}{text[1:]}."


def _text(item: DifferenceItem) -> Text:
    if not item.aspect:
        return _whole(item)
    if item.aspect in _SPECIAL and item.kind not in {DifferenceKind.ADDED, DifferenceKind.REMOVED}:
        return _SPECIAL[item.aspect]
    if item.kind is DifferenceKind.RENAMED:
        named = _l("%(what)s: trước đây tên là “%(before)s”")
        return named if item.before else _l("%(what)s: nay có tên như vậy")
    if isinstance(item.before, bool) or isinstance(item.after, bool):
        return _l("%(what)s: nay %(truth)s") if item.after else _l("%(what)s: không còn %(truth)s")
    return (_RULES if item.subject is DifferenceSubject.RULE else _VALUES)[item.kind]


def _whole(item: DifferenceItem) -> Text:
    """A thing that came, went, or is drawn anew."""
    if item.kind is DifferenceKind.RECREATED:
        return _l(
            "%(what)s: vẽ lại với mã khác (%(before)s → %(after)s); "
            "hồ sơ đang chờ ở đây phải được chuyển sang bước mới"
        )
    if item.kind is DifferenceKind.REMOVED:
        if item.subject in _MOVE_ON:
            return _l("bỏ %(what)s; hồ sơ đang chờ ở đây phải được chuyển sang bước khác")
        with_value = item.subject is DifferenceSubject.FLOW and item.before
        return _l("bỏ %(what)s, điều kiện %(before)s") if with_value else _l("bỏ %(what)s")
    return _come(item)


def _come(item: DifferenceItem) -> Text:
    if item.subject is DifferenceSubject.FLOW and item.after:
        return _l("thêm %(what)s khi %(after)s")
    if item.subject is DifferenceSubject.FIELD and item.after == "required":
        return _l("thêm %(what)s, bắt buộc nhập")
    if item.subject is DifferenceSubject.FORM and item.beside:
        return _l("thêm %(what)s, dùng cho: %(beside)s")
    if item.subject is DifferenceSubject.STEP and item.after and item.beside and item.name:
        return _l("thêm %(what)s do %(role)s thực hiện, sau “%(beside)s”")
    if item.beside and item.name and item.subject in _NAMELESS:
        return _l("thêm %(what)s, sau “%(beside)s”")
    return _l("thêm %(what)s")


def aspect_words(item: DifferenceItem) -> str:
    """What of a thing differs, for a table: `số ký tự nhiều nhất`."""
    truth = isinstance(item.before, bool) or isinstance(item.after, bool)
    return str((TRUTHS if truth else ASPECTS).get(item.aspect, item.aspect))


def side_words(item: DifferenceItem, names: OrganisationNames) -> tuple[str, str]:
    """The value before and the value after, for a table; `–` for nothing."""
    return _value(item, item.before, names), _value(item, item.after, names)


def _what(item: DifferenceItem, names: OrganisationNames) -> str:
    if item.aspect == "units":
        return _("vai trò “%(name)s”", name=names.role(item.name))
    places = {"name": item.name, "beside": item.beside, "within": item.within}
    if item.name or item.subject is DifferenceSubject.PROCEDURE:
        return _SUBJECTS[item.subject] % places
    if item.beside or item.subject not in _BARE:
        return _NAMELESS.get(item.subject, _SUBJECTS[item.subject]) % places
    return str(_BARE[item.subject])


def _value(item: DifferenceItem, value: Value, names: OrganisationNames) -> str:
    """A value as people read it; texts of the designer's own stand in quotation marks."""
    if isinstance(value, Limit):
        return limit_words(value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    known = WORDS.get(type(value), {}).get(str(value))
    return str(known) if known else _text_value(item, str(value), names)


def _text_value(item: DifferenceItem, text: str, names: OrganisationNames) -> str:
    if not text:
        return "–"
    if item.subject is DifferenceSubject.PAPER and item.aspect == "kind":
        return str(PAPER_KINDS.get(text, text))
    if item.aspect == "applicant_required":
        return f"“{APPLICANT_LABELS[text]}”"
    if item.aspect in {"role", "unit", "units"}:
        return f"“{(names.role if item.aspect == 'role' else names.unit)(text)}”"
    return _event(text) if item.aspect == "event" else _plain(item, text)


def _event(text: str) -> str:
    kind, _space, name = text.partition(" ")
    words = str(EVENTS.get(kind, kind))
    return _("%(kind)s “%(name)s”", kind=words, name=name) if name else words


def _plain(item: DifferenceItem, text: str) -> str:
    short = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
    unquoted = item.aspect in _UNQUOTED or text.lstrip("-").replace(".", "", 1).isdigit()
    return short if unquoted else f"“{short}”"


_UNQUOTED = frozenset({"", "ends", "path", "id", "name", "label"})
