"""What pages say when something cannot be done: sentences by an error's code, field and status.

A sentence says what happened and what to do next; it names no code and blames nobody.
"""

from __future__ import annotations

from decimal import Decimal

from engine.errors import FieldProblem, MotcuaError
from engine.l10n.numbers import number
from engine.l10n.text import _, _l, _ln
from sla.errors import OutsideCalendar

SENTENCES = {
    "no_dossier": _l("Không có hồ sơ nào mang số này. Kiểm tra lại số hồ sơ rồi tìm lại."),
    "busy": _l("Có người khác vừa cập nhật cùng lúc. Thực hiện lại việc của bạn."),
    "no_version": _l("Không có phiên bản này của thủ tục. Chọn một phiên bản trong danh sách."),
    "not_designer": _l("Trang này dành cho người thiết kế quy trình của cơ quan giải quyết."),
    "not_publisher": _l(
        "Việc công bố phiên bản do người được giao công bố quy trình của cơ quan thực hiện."
    ),
    "no_publication": _l("Không có đề xuất công bố này. Mở lại danh sách để chọn."),
    "publication_same": _l("Các tệp giống hệt phiên bản đang áp dụng nên không có gì để công bố."),
    "publication_no_procedure": _l(
        "Chưa thủ tục nào dùng các tệp này. Thủ tục mới thì chọn kèm tệp mô tả (.yaml) của nó."
    ),
    "publication_outdated": _l(
        "Sau khi có đề xuất này, một phiên bản khác đã được công bố. "
        "Đối chiếu với phiên bản đó rồi gửi lại các tệp."
    ),
    "publication_decided": _l("Đề xuất này đã có người quyết định. Mở lại trang để xem kết quả."),
    "own_publication": _l(
        "Đề xuất do bạn gửi phải được người khác duyệt. Báo người được giao công bố quy trình."
    ),
    "not_mover": _l(
        "Việc chuyển hồ sơ sang phiên bản khác do người thiết kế, người công bố quy trình "
        "hoặc lãnh đạo của cơ quan thực hiện."
    ),
    "no_move": _l("Không có đợt chuyển hồ sơ này. Mở lại danh sách để chọn."),
    "nothing_to_move": _l(
        "Mọi hồ sơ đang giải quyết đã theo phiên bản này nên không có gì để chuyển."
    ),
    "move_counting": _l("Hệ thống còn đang xem hồ sơ nào chuyển được. Chờ xong rồi thực hiện."),
    "move_applying": _l("Hệ thống còn đang chuyển hồ sơ. Chờ xong rồi hoàn tác."),
    "move_changed": _l(
        "Đợt chuyển hồ sơ này đã thực hiện, đã hoàn tác hoặc đã bỏ. Mở lại trang để xem kết quả."
    ),
    "cannot_move": _l(
        "Hồ sơ này chưa chuyển sang phiên bản đó được. Xem lý do rồi chọn bước tương ứng."
    ),
    "not_moved": _l("Hồ sơ này chưa được chuyển phiên bản nên không có gì để hoàn tác."),
    "acted_since": _l(
        "Đã có người xử lý tiếp hồ sơ từ khi chuyển phiên bản nên không hoàn tác được nữa."
    ),
    "not_own_publication": _l("Chỉ người gửi mới rút lại được đề xuất này."),
    "four_eyes": _l(
        "Thủ tục đang áp dụng chỉ thay đổi khi có hai người quyết định. "
        "Gửi đề xuất để người khác duyệt."
    ),
    "no_catalogue": _l("Không có danh mục này. Mở lại trang Thủ tục hành chính để chọn."),
    "no_blank": _l("Thủ tục này không có mẫu như vậy. Mở lại trang thủ tục để chọn mẫu."),
    "no_procedure": _l("Không có thủ tục này, hoặc thủ tục chưa được công bố."),
    "other_agency": _l("Hồ sơ này do cơ quan khác giải quyết."),
    "not_your_step": _l("Bước này do vai trò khác thực hiện."),
    "not_holder": _l("Bạn không giữ bước này nên không trả lại được."),
    "not_one_stop": _l("Việc này do bộ phận một cửa của cơ quan thực hiện."),
    "unknown_step": _l("Hồ sơ không có bước này. Mở lại hồ sơ rồi chọn bước trong danh sách."),
    "not_supervisor": _l("Mục Theo dõi dành cho lãnh đạo và người kiểm soát thủ tục."),
    "step_held": _l("Đồng nghiệp của bạn đã nhận bước này trước."),
    "step_done": _l("Bước này đã được hoàn thành trước đó. Những gì bạn nhập chưa được ghi."),
    "no_trial": _l("Không có lần chạy thử này. Mở lại từ danh sách Chạy thử."),
    "trial_changed": _l(
        "Lần chạy thử này vừa được làm tiếp ở cửa sổ khác. Xem lại tình trạng rồi làm tiếp."
    ),
    "trial_too_long": _l("Lần chạy thử đã quá dài. Lưu thành kịch bản rồi bắt đầu lần mới."),
    "nothing_to_undo": _l("Chưa làm bước nào nên không có gì để lùi lại."),
    "not_opened": _l("Chưa có hồ sơ nào được mở. Điền đơn và mở hồ sơ trước."),
    "not_waiting_at": _l("Hồ sơ không đang chờ ở bước đó. Chọn một bước trong danh sách đang chờ."),
    "clock_back": _l("Đồng hồ chạy thử không lùi được. Chọn thời điểm muộn hơn, hoặc lùi lại."),
    "too_many_moments": _l("Quá nhiều sự kiện trong khoảng chờ. Chọn khoảng chờ ngắn hơn."),
    "uncaught_error": _l("Sơ đồ không bắt lỗi này. Vẽ sự kiện lỗi ở biên của tác vụ."),
    "step_gone": _l("Hồ sơ đã chuyển sang bước khác. Những gì bạn nhập chưa được ghi."),
    "dossier_changed": _l(
        "Hồ sơ vừa được người khác cập nhật. Xem lại hồ sơ rồi thực hiện lại việc của bạn."
    ),
    "dossier_ended": _l("Hồ sơ đã kết thúc nên không xử lý tiếp được."),
    "dossier_paused": _l("Hồ sơ đang tạm dừng chờ người nộp. Làm tiếp khi người nộp làm xong."),
    "nothing_awaited": _l("Hồ sơ không chờ người nộp bổ sung giấy tờ nào."),
    "no_result": _l("Hồ sơ chưa có kết quả để trả."),
    "no_form": _l("Bước này không có biểu mẫu. Mở lại hồ sơ rồi thực hiện lại."),
    "message_not_awaited": _l("Hồ sơ không chờ thông báo này. Mở lại hồ sơ để xem đang chờ gì."),
    "no_such_unit": _l("Bước tiếp theo giao cho đơn vị không có trong danh sách. Chọn lại đơn vị."),
    "no_such_role": _l(
        "Bước tiếp theo giao cho vai trò không có trong danh sách. Báo quản trị viên."
    ),
    "no_withdrawal": _l("Quy trình của thủ tục này không có việc rút hồ sơ."),
    "already_resolved": _l("Đã có kết quả giải quyết nên hồ sơ không rút được nữa."),
    "already_withdrawn": _l("Hồ sơ đã được rút trước đó."),
    "no_one_stop": _l("Cơ quan này chưa có bộ phận một cửa nên chưa nhận được hồ sơ trực tuyến."),
    "decision": _l(
        "Bảng quyết định của thủ tục chưa cho kết quả với hồ sơ này. Báo người thiết kế quy trình."
    ),
    "information_only": _l("Thủ tục này chỉ công bố để tra cứu, chưa tiếp nhận hồ sơ."),
    "unit_replaced": _l(
        "%(unit)s không mở hồ sơ mới nữa, nay là %(successors)s. Mở hồ sơ ở cơ quan đó; "
        "hồ sơ đã nhận vẫn giải quyết tiếp."
    ),
    "unit_ended": _l(
        "%(unit)s không mở hồ sơ mới nữa; hồ sơ đã nhận vẫn giải quyết tiếp. Hỏi quản trị viên "
        "nơi tiếp nhận hiện nay."
    ),
    "unit_not_yet": _l("%(unit)s chưa đến ngày hoạt động nên chưa mở hồ sơ được."),
    "internal_only": _l(
        "Đây là việc nội bộ của cơ quan, không tiếp nhận từ người nộp. Mở ở mục Việc nội bộ."
    ),
    "not_internal": _l("Thủ tục này không phải việc nội bộ. Tiếp nhận ở mục Tiếp nhận."),
    "not_opener": _l("Việc này do người giữ vai trò của bước đầu mở. Bạn không có vai trò đó."),
    "no_agency_code": _l(
        "Cơ quan chưa có mã để đánh số hồ sơ nên chưa mở được việc. Báo quản trị viên."
    ),
    "no_apology_inside": _l("Việc nội bộ không có người nộp để xin lỗi, hẹn lại."),
    "apology_asked": _l("Phiếu xin lỗi của hồ sơ này đã trình, đang chờ lãnh đạo ký."),
    "already_reappointed": _l("Hồ sơ này đã hẹn lại một lần nên không hẹn lại nữa."),
    "apology_paused": _l(
        "Hồ sơ đang tạm dừng nên chưa hẹn lại được. Khi hồ sơ xử lý tiếp, hẹn trả được tính lại."
    ),
    "no_apology_needed": _l("Hồ sơ đã có kết quả giải quyết nên không cần xin lỗi, hẹn lại."),
    "no_deadline": _l("Hồ sơ chưa có hẹn trả kết quả nên không hẹn lại được."),
    "nothing_to_sign": _l("Hồ sơ này không có phiếu xin lỗi nào chờ ký."),
    "new_date_outrun": _l(
        "Ngày hẹn mới trên phiếu đã qua hoặc không muộn hơn hẹn trả hiện tại. "
        "Trả lại phiếu để chọn ngày khác."
    ),
    "not_leader": _l("Việc này do lãnh đạo cơ quan giải quyết hồ sơ thực hiện."),
    "bad_credentials": _l("Tên đăng nhập hoặc mật khẩu chưa đúng. Nhập lại cả hai."),
    "locked": _l(
        "Tài khoản tạm khóa vì nhập sai mật khẩu nhiều lần. Quản trị viên mở khóa được ngay."
    ),
    "not_administrator": _l("Việc này do quản trị viên thực hiện."),
    "no_timetable": _l("Không có lần thay đổi lịch này. Mở lại trang lịch làm việc để chọn."),
    "timetable_same": _l("Lịch làm việc đang áp dụng đã đúng như vậy nên không có gì để thay đổi."),
    "timetable_not_entered": _l("Chỉ hoàn tác được thay đổi đã áp dụng do quản trị viên nhập."),
    "timetable_changed": _l(
        "Lịch làm việc vừa thay đổi, hoặc đề xuất này không còn chờ quyết định. "
        "Mở lại trang lịch làm việc rồi nhập lại văn bản."
    ),
    "timetable_counting": _l("Chưa tính xong hồ sơ nào đổi hạn. Chờ tính xong rồi áp dụng."),
    "no_incident": _l("Không có sự cố này. Mở lại trang Sự cố để xem những việc còn lại."),
    "incident_closed": _l("Sự cố này đã có người xử lý."),
    "incident_not_retried": _l("Sự cố này không chạy lại được. Ghi cách đã xử lý để đóng sự cố."),
    "dossier_open": _l("Hồ sơ còn đang giải quyết nên chưa xóa dữ liệu cá nhân được."),
    "still_unreadable": _l(
        "Dữ liệu xử lý của hồ sơ vẫn chưa đọc được. Người vận hành kiểm tra khóa bí mật và bản sao "
        "lưu, hoặc dựng lại từ nhật ký."
    ),
    "not_unreadable": _l("Sự cố này không phải do dữ liệu xử lý của hồ sơ. Mở lại trang Sự cố."),
    "journal_broken": _l(
        "Nhật ký của hồ sơ không còn nguyên vẹn nên không dựng lại được. "
        "Người vận hành phục hồi hồ sơ từ bản sao lưu rồi chọn Thử lại."
    ),
    "replay_incomplete": _l(
        "Nhật ký của hồ sơ không ghi đủ để dựng lại (hồ sơ của phiên bản phần mềm trước, đã chuyển "
        "phiên bản quy trình hoặc đã xóa câu trả lời). Người vận hành phục hồi từ bản sao lưu rồi "
        "chọn Thử lại."
    ),
    "replay_differs": _l(
        "Kết quả dựng lại không khớp với các bước đang chờ nên không dùng được. "
        "Người vận hành phục hồi hồ sơ từ bản sao lưu rồi chọn Thử lại."
    ),
    "incident_awaited": _l("Hồ sơ còn chờ dịch vụ trả lời. Thử lại, hoặc trả lời thay dịch vụ."),
    "disabled": _l("Tài khoản đã ngừng sử dụng. Liên hệ quản trị viên của cơ quan."),
}
BY_STATUS = {
    400: (
        _l("Yêu cầu chưa đọc được"),
        _l("Trang có thể đã mở quá lâu. Mở lại trang rồi thực hiện lại."),
    ),
    403: (_l("Bạn không có quyền làm việc này"), _l("Nếu cần, liên hệ quản trị viên của cơ quan.")),
    404: (_l("Không có trang này"), _l("Kiểm tra lại địa chỉ, hoặc tìm hồ sơ theo số hồ sơ.")),
    405: (_l("Không có trang này"), _l("Mở lại hồ sơ rồi thực hiện lại.")),
    409: (_l("Việc này chưa thực hiện được"), _l("Xem lại hồ sơ rồi thực hiện lại.")),
    413: (_l("Nội dung gửi lên quá lớn"), _l("Rút gọn nội dung hoặc giảm dung lượng rồi gửi lại.")),
    422: (_l("Có mục cần sửa"), _l("Quay lại trang trước, sửa rồi gửi lại.")),
    429: (_l("Bạn gửi quá nhiều yêu cầu"), _l("Chờ một phút rồi thực hiện lại.")),
    500: (
        _l("Hệ thống gặp sự cố"),
        _l(
            "Việc vừa rồi chưa được ghi. Thực hiện lại sau ít phút; nếu vẫn vậy, báo quản trị viên."
        ),
    ),
    503: (_l("Hệ thống đang bận"), _l("Việc vừa rồi chưa được ghi. Thực hiện lại sau ít phút.")),
}
RULES = {
    "required": _l("hãy nhập mục này"),
    "unknown": _l("mục này không có trong biểu mẫu"),
    "type": _l("hãy nhập đúng kiểu dữ liệu"),
    "option": _l("hãy chọn một trong các giá trị đã cho"),
    "decided": _l("theo nội dung đơn, hồ sơ thuộc quy trình “%(limit)s”"),
    "undecided": _l("nội dung đơn chưa cho biết quy trình nào, hãy xem lại đơn"),
    "expression": _l("hãy kiểm tra lại mục này"),
    "characters": _l("hãy bỏ các ký tự lạ"),
    "json": _l("hãy viết đúng dạng JSON"),
    "min": _l("hãy nhập từ %(limit)s trở lên"),
    "max": _l("hãy nhập không quá %(limit)s"),
    "step": _l("hãy nhập %(limit)s"),
    "interval": _l("hãy chọn phút chia hết cho %(limit)s"),
    "past": _l("hãy chọn ngày từ hôm nay trở đi"),
    "first_year": _l("hãy nhập ngày từ năm %(limit)s trở lại đây"),
    "pattern": _l("hãy nhập đúng mẫu"),
    "email": _l("hãy nhập địa chỉ thư điện tử, ví dụ ten@coquan.vn"),
    "phone": _l("hãy nhập số điện thoại, ví dụ 0912 345 678"),
    "after_due": _l("hãy chọn thời điểm sau hẹn trả hiện tại"),
    "working_time": _l("hãy chọn thời điểm trong giờ làm việc"),
    "no_calendar": _l("lịch làm việc chưa có năm này, hãy chọn ngày sớm hơn"),
    "date": _l("hãy nhập ngày và giờ, ví dụ 26/01/2024 và 16:00"),
    "day": _l("hãy nhập ngày có thật theo ngày/tháng/năm, ví dụ 02/01/2026"),
    "future": _l("hãy nhập ngày không sau hôm nay"),
    "before_birth": _l("ngày cấp không thể trước ngày sinh; xem lại cả hai ngày"),
    "other_province": _l("xã, phường này không thuộc tỉnh đã chọn"),
    "one_owner": _l("hồ sơ chỉ có một chủ: ghi tổ chức, hoặc ghi người này"),
    "personal_id": _l("số định danh có 12 chữ số"),
    "identity_card": _l("số chứng minh nhân dân có 9 chữ số"),
    "passport": _l("số hộ chiếu chỉ gồm chữ không dấu và số, ví dụ B1234567"),
    "tax_code": _l("mã số thuế có 10 hoặc 13 chữ số, của hộ kinh doanh có 12 chữ số"),
    "twice": _l("ngày này đã có ở dòng trên; giữ lại một dòng"),
    "no_year": _l("chỉ nhập được ngày của các năm đã có lịch (%(limit)s)"),
    "worked_anyway": _l("ngày này vốn là ngày làm việc; chỉ làm bù vào thứ Bảy hoặc Chủ nhật"),
    "ordinary_anyway": _l("ngày này vốn là ngày thường; bỏ trống dòng này"),
    "calendar": _l("ngày này chưa khớp với lịch: %(limit)s"),
}
COUNTS = {
    "max_rows": _ln("nhiều nhất %(limit)s dòng"),
    "min_length": _ln("hãy nhập ít nhất %(limit)s ký tự"),
    "max_length": _ln("hãy nhập nhiều nhất %(limit)s ký tự"),
    "too_far": _ln("hãy chọn ngày trong vòng %(limit)s ngày tới"),
    "fixed_rows": _ln("biểu mẫu này có %(limit)s dòng, không thêm được"),
    "decimal_digits": _ln("nhiều nhất %(limit)s chữ số thập phân"),
}
"""Rules whose limit is a count."""


def problem_sentence(problem: FieldProblem) -> str:
    """`Số thiết bị: hãy nhập từ 1 trở lên`."""
    return f"{_named(problem)}: {_rule(problem)}"


def _rule(problem: FieldProblem) -> str:
    code, limit = problem.code, problem.limit
    if code == "told":  # the designer's own sentence
        return str(limit)
    if code in COUNTS and isinstance(limit, int):
        return COUNTS[code].counted(limit, limit=number(limit))
    return RULES.get(code, RULES["expression"]) % {"limit": _limit(problem)}


def _limit(problem: FieldProblem) -> str:
    """A limit as people write it: 2.000, and never a year so."""
    limits = problem.limit if isinstance(problem.limit, tuple) else (problem.limit,)
    if problem.code == "first_year":
        return str(problem.limit)
    words = [
        number(each) if isinstance(each, int | float | Decimal) else str(each) for each in limits
    ]
    return _(" hoặc ").join(words)


def _named(problem: FieldProblem) -> str:
    """The field's label, with its row where it stands in a list."""
    name = _(problem.label) if problem.label else problem.key
    rows = [p for p in problem.key.split(".")[:-1] if p.isdigit() and problem.label]
    return _("%(name)s (dòng %(row)s)", name=name, row=".".join(rows)) if rows else name


def error_sentence(error: MotcuaError) -> str:
    """The sentence of an error's code with the error's fields filled in; "" where it has none."""
    found = SENTENCES.get(error.code)
    if found is None:
        return ""
    return found % error.fields if "%(" in found.source else str(found)


def unreadable_sentence(code: str) -> str:
    """What to tell where the stored state of a dossier cannot be read."""
    return _(
        "Chưa mở được phần xử lý của hồ sơ %(code)s vì dữ liệu lưu không đọc được. Giấy tờ, nhật "
        "ký và thời hạn vẫn còn nguyên. Quản trị viên đã được báo; bạn làm tiếp khi sự cố được "
        "xử lý.",
        code=code,
    )


def refusal(code: str) -> str:
    """The sentence of a code that a page wants to tell before anybody tries."""
    return str(SENTENCES.get(code, BY_STATUS[409][1]))


def outside_sentence(error: OutsideCalendar) -> str:
    """What to tell where the calendar has not come as far."""
    return _(
        "Lịch làm việc mới có từ %(first)s đến %(last)s nên chưa tính được thời hạn. "
        "Quản trị viên bổ sung lịch của năm còn thiếu rồi bạn thực hiện lại.",
        first=error.first.strftime("%d/%m/%Y"),
        last=error.last.strftime("%d/%m/%Y"),
    )
