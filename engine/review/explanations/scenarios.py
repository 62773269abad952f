"""90x: recorded plays."""

from __future__ import annotations

from engine.review.explanations.entry import CodeText

SCENARIOS: dict[str, CodeText] = {
    "E901": CodeText(
        "An act of a scenario is of no kind, or of several at once.",
        "What is to be done must be certain, or the play means something else than it says.",
        "Give each item of `acts` exactly one of do, claim, service, message, withdraw and wait.",
        "Việc của kịch bản không có loại, hoặc có nhiều loại một lúc.",
        "Việc phải làm phải rõ, nếu không kịch bản thử một điều khác với điều nó nói.",
        "Cho mỗi mục của `acts` đúng một trong: do, claim, service, message, withdraw, wait.",
        "- do: tham_dinh\n  after: 2 working hours\n  values: {ket_qua_tham_dinh: dat}",
    ),
    "E902": CodeText(
        "A moment or a span of time of a scenario is not readable.",
        "The clock of a scenario stands where the file says, so it must be readable.",
        "Write moments like 2024-01-05T08:00 and spans like 2 working hours.",
        "Thời điểm hoặc khoảng thời gian của kịch bản không đọc được.",
        "Đồng hồ của kịch bản đứng ở chỗ tệp ghi, nên phải đọc được.",
        "Viết thời điểm 2024-01-05T08:00, khoảng 2 giờ làm việc hoặc 3 ngày làm việc.",
        "- wait: until 2024-01-05T08:00",
    ),
    "E903": CodeText(
        "A scenario plays a procedure that does not exist, or that cannot be filed.",
        "There is nothing that could be played.",
        "Correct the code; a procedure that is information only has no scenario.",
        "Kịch bản thử một thủ tục không có, hoặc không nộp được.",
        "Không có gì để chạy thử.",
        "Sửa mã; thủ tục chỉ cung cấp thông tin thì không có kịch bản.",
    ),
    "E904": CodeText(
        "A scenario names an element that the procedure's diagram does not have.",
        "The step was renamed or removed, so the play would stop there.",
        "Write the element's new id, or record the scenario again with `motcua try`.",
        "Kịch bản nêu một phần tử mà sơ đồ của thủ tục không có.",
        "Bước đã đổi ID hoặc bị xóa, nên chạy tới đó thì dừng.",
        "Ghi ID mới của bước, hoặc ghi lại kịch bản bằng `motcua try`.",
    ),
    "E905": CodeText(
        "A scenario names a role, unit, paper, case or alert that does not exist.",
        "It was renamed or removed.",
        "Correct the id as suggested.",
        "Kịch bản nêu vai trò, đơn vị, giấy tờ, trường hợp hoặc cảnh báo không có.",
        "Thứ được nêu đã đổi mã hoặc bị xóa.",
        "Sửa mã theo gợi ý.",
    ),
    "E906": CodeText(
        "A scenario no longer comes out as it expects.",
        "The procedure now does something else than when the scenario was recorded.",
        "If the change is wanted, write what came instead; if not, mend the diagram or the form.",
        "Kịch bản không còn ra kết quả như đã ghi.",
        "Thủ tục nay làm khác với lúc ghi kịch bản.",
        "Đúng ý thì ghi kết quả mới vào kịch bản; không thì sửa sơ đồ hoặc biểu mẫu.",
        "expect: {at: [ky_duyet], status: in_progress}",
    ),
    "E907": CodeText(
        "A scenario cannot be played to its end.",
        "An act was refused or something failed by itself, so the rest was not played.",
        "Read the sentence: often a form asks for a field more, or the step comes later now.",
        "Kịch bản không chạy được tới cuối.",
        "Một việc bị từ chối hoặc có chỗ hỏng, nên phần sau không chạy.",
        "Đọc chi tiết: thường biểu mẫu hỏi thêm một mục, hoặc bước nay tới muộn hơn.",
    ),
}
