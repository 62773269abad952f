"""Incidents: what failed by itself, for administrators to try again or to settle by hand."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.access.table import HANDLE_INCIDENT
from engine.errors import FieldProblem, Invalid
from engine.l10n.text import _, _l
from engine.services.incidents import Resolution, note_problems, resolve_incident, retry_incident
from engine.services.pages import (
    IncidentItem,
    IncidentView,
    incident,
    incident_count,
    open_incidents,
)
from engine.services.unreadable import rebuild_state
from webui.context import address, installation, now, person
from webui.pages import MenuEntry, Pages
from webui.ports import LONGEST
from webui.ports import outputs as read_outputs
from webui.query import page_number

WHAT = {
    "mail": _l("Gửi thư cảnh báo"),
    "webhook": _l("Gửi cảnh báo sang hệ thống khác"),
    "apology": _l("Gửi phiếu xin lỗi cho người nộp"),
    "notice": _l("Gửi thông báo bằng thư điện tử"),
    "not_closed": _l("Đóng hồ sơ quá hạn bổ sung"),
    "recounted": _l("Tính lại thời hạn theo lịch mới"),
    "state_unreadable": _l("Mở dữ liệu xử lý của hồ sơ"),
    "limit_unreadable": _l("Đọc thời hạn của hồ sơ khi nâng cấp"),
}
WHY = {
    "no_register": _l("Chưa cài đặt nơi tra cứu doanh nghiệp (enterprise_register)."),
    "register_unreadable": _l("Tệp tra cứu doanh nghiệp không đọc được."),
    "register_silent": _l("Hệ thống tra cứu doanh nghiệp không trả lời."),
    "register_answer": _l("Hệ thống tra cứu doanh nghiệp trả lời không đúng dạng."),
    "no_mail_server": _l("Chưa cài đặt máy chủ thư (smtp_host)."),
    "mail_server": _l("Máy chủ thư không nhận thư."),
    "mail_refused": _l("Máy chủ thư từ chối thư này."),
    "bad_address": _l("Địa chỉ thư của người nhận không đúng."),
    "no_webhook": _l("Chưa cài đặt nơi nhận cảnh báo (webhook_url)."),
    "webhook_refused": _l("Hệ thống nhận cảnh báo từ chối."),
    "webhook_silent": _l("Hệ thống nhận cảnh báo không trả lời."),
    "host_not_allowed": _l("Địa chỉ được gọi chưa có trong cài đặt http_hosts."),
    "network_not_allowed": _l("Địa chỉ được gọi nằm trong mạng chưa được http_networks cho phép."),
    "no_such_host": _l("Không tìm thấy máy chủ của hệ thống được gọi."),
    "partner_silent": _l("Hệ thống được gọi không trả lời hoặc trả lời quá chậm."),
    "partner_not_trusted": _l("Chứng thư của hệ thống được gọi không tin cậy được."),
    "partner_error": _l("Hệ thống được gọi đang có lỗi hoặc đang bận."),
    "partner_refused": _l("Hệ thống được gọi từ chối yêu cầu."),
    "redirected": _l("Hệ thống được gọi chuyển sang địa chỉ khác; việc này không được phép."),
    "answer_too_large": _l("Hệ thống được gọi trả lời quá dài."),
    "answer_no_json": _l("Hệ thống được gọi trả lời không đúng dạng."),
    "no_secret": _l("Chưa cài đặt khóa bí mật mà sơ đồ dùng đến."),
    "unknown_service": _l("Loại dịch vụ mà sơ đồ dùng chưa được cài trên máy này."),
    "interrupted": _l("Việc bị ngắt giữa chừng, chưa rõ đã xong chưa. Hỏi nơi nhận trước."),
    "bad_input": _l("Sơ đồ đưa vào dịch vụ một giá trị không dùng được."),
    "bad_url": _l("Địa chỉ mà sơ đồ đưa vào không đúng."),
    "bad_header": _l("Tiêu đề hoặc tham số mà sơ đồ đưa vào không đúng."),
    "no_such_role": _l("Người nhận mà sơ đồ nêu không phải người nộp hay một vai trò."),
    "no_variable": _l("Nội dung văn bản cần một mục mà hồ sơ không có."),
    "no_text": _l("Nội dung văn bản cần một mục mà hồ sơ không có dưới dạng chữ hay số."),
    "text_too_long": _l("Nội dung mà sơ đồ đưa vào quá dài."),
    "body_too_large": _l("Nội dung gửi đi quá dài."),
    "bad_answer": _l("Dịch vụ trả về một kết quả mà hồ sơ không giữ được."),
    "unknown_message": _l("Máy này không biết gửi loại tin này."),
    "unforeseen": _l("Dịch vụ hỏng theo cách chưa lường trước; nhật ký của máy ghi rõ hơn."),
    "forged": _l("Dữ liệu xử lý không khớp với hồ sơ: bị sửa từ ngoài, là bản cũ, hoặc khóa khác."),
    "not_a_state": _l("Dữ liệu xử lý không phải do hệ thống này ghi."),
    "old_format": _l("Dữ liệu xử lý còn ở dạng của phiên bản phần mềm trước."),
    "bad_state": _l("Dữ liệu xử lý không đọc được."),
    "other_version": _l("Dữ liệu xử lý thuộc phiên bản quy trình khác."),
    "limit_unreadable": _l("Thời hạn ghi ở phiên bản phần mềm trước không đọc được."),
    "bad_symbol": _l("Ký hiệu văn bản trong sơ đồ không đúng."),
}
UNKNOWN = _l("Việc tự động không thực hiện được.")

incidents = Pages("incidents", __name__, url_prefix="/su-co")


@incidents.app_template_global("incident_what")
def what(item: IncidentItem) -> str:
    """What failed, in words: the service's own name, else what the engine does by itself."""
    return item.service or str(WHAT.get(item.kind, item.kind))


@incidents.app_template_global("incident_why")
def why(item: IncidentItem) -> str:
    """Why, in a sentence."""
    return str(WHY.get(item.code, UNKNOWN))


@incidents.menu("", MenuEntry(_l("Sự cố"), 100, may=HANDLE_INCIDENT, badge=incident_count))
def page() -> str:
    """Open incidents, newest first."""
    found = open_incidents(installation(), person(), page=page_number())
    return render_template("incident/list.html", found=found)


@incidents.post("/<int:number>/thu-lai")
def retry(number: int) -> Response:
    """Try again."""
    retry_incident(installation(), person(), number, at=now(), address=address())
    flash(_("Đã cho chạy lại. Nếu vẫn không được, sự cố sẽ hiện lại ở đây."))
    return redirect(url_for("incidents.page"))


@incidents.post("/<int:number>/dung-lai")
def rebuild(number: int) -> Response:
    """Make the state of the dossier again from its journal."""
    rebuild_state(installation(), person(), number, at=now(), address=address())
    flash(_("Đã dựng lại dữ liệu xử lý của hồ sơ từ nhật ký. Hồ sơ làm tiếp được."))
    return redirect(url_for("incidents.page"))


@incidents.get("/<int:number>")
def settle(number: int) -> str:
    """The page on which the administrator says what was done."""
    return _page(incident(installation(), person(), number), {}, ())


@incidents.post("/<int:number>")
def settled(number: int) -> Response | tuple[str, int]:
    """Close it; a dossier that waits goes on with what was typed."""
    view, typed = incident(installation(), person(), number), _typed()
    outputs, problems = _outputs(view, typed)
    try:
        if problems:
            raise Invalid((*problems, *note_problems(typed.get("note", ""))))
        done = Resolution(typed.get("note", ""), outputs)
        resolve_incident(installation(), person(), number, done, at=now(), address=address())
    except Invalid as error:
        return _page(view, typed, error.problems), 422
    flash(_("Đã ghi nhận sự cố được xử lý."))
    return redirect(url_for("incidents.page"))


def _page(view: IncidentView, typed: Mapping[str, str], wrong: tuple[FieldProblem, ...]) -> str:
    return render_template("incident/settle.html", view=view, typed=typed, problems=wrong)


def _typed() -> dict[str, str]:
    return {name: text[:LONGEST] for name, text in request.form.items()}


def _outputs(
    view: IncidentView, typed: Mapping[str, str]
) -> tuple[dict[str, object] | None, tuple[FieldProblem, ...]]:
    """What was typed for each output; None where nothing waits for one."""
    if not view.awaited:
        return None, ()
    return read_outputs(view.outputs, typed)
