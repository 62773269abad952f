"""95x: what designers hand in to be published."""

from __future__ import annotations

from engine.review.explanations.entry import CodeText

UPLOADS: dict[str, CodeText] = {
    "E951": CodeText(
        "A name in an upload leads out of it, or cannot be the name of a file.",
        "Such a name could write over files of the server, or cannot be unpacked everywhere.",
        "Pack the folder itself, with plain names such as bpmn/cap-phep.bpmn.",
        "Tên tệp dẫn ra ngoài gói, hoặc không dùng làm tên tệp được.",
        "Tên như vậy có thể ghi đè tệp của máy chủ, hoặc có máy không mở được.",
        "Đóng gói lại chính thư mục, tên thường như bpmn/cap-phep.bpmn.",
    ),
    "E952": CodeText(
        "Two files of an upload have one name.",
        "On most computers one of the two would overwrite the other, and nobody would see which.",
        "Rename or leave out one of the two; case and the form of accents do not tell names apart.",
        "Hai tệp của gói trùng tên.",
        "Trên phần lớn máy tính, tệp này sẽ đè lên tệp kia mà không ai thấy.",
        "Đổi tên hoặc bỏ một tệp; chữ hoa thường và cách ghi dấu không làm tên khác nhau.",
    ),
    "E953": CodeText(
        "An upload holds more than is read.",
        "A small archive can unpack to more than the server has room for.",
        "Hand in only the files of the procedures that change, without pictures and scans.",
        "Gói quá lớn khi mở ra.",
        "Gói nén nhỏ có thể mở ra lớn hơn chỗ trống của máy chủ.",
        "Chỉ gửi tệp của thủ tục cần sửa, không kèm ảnh và bản quét.",
    ),
    "E954": CodeText(
        "An archive or a file of an upload cannot be read.",
        "The archive is cut off, or packed in a way that is not read.",
        "Pack the files anew as an ordinary zip, or hand them in one by one.",
        "Gói hoặc tệp không đọc được.",
        "Gói bị cụt, hoặc nén theo cách không đọc được.",
        "Nén lại thành tệp zip thường, hoặc gửi từng tệp.",
    ),
    "E955": CodeText(
        "An upload holds something encrypted, a link, or what is no plain file.",
        "What is encrypted cannot be judged, and a link leads to files of another computer.",
        "Pack the files themselves, without a password.",
        "Gói có tệp đặt mật khẩu, đường dẫn tắt, hoặc thứ không phải tệp thường.",
        "Tệp đặt mật khẩu thì không xét được; đường dẫn tắt dẫn tới tệp của máy khác.",
        "Nén lại chính các tệp, không đặt mật khẩu.",
    ),
    "E956": CodeText(
        "An archive lies within an archive.",
        "An archive in an archive hides what it holds and how large that is.",
        "Unpack the inner one and pack all files together.",
        "Trong gói còn một gói nén.",
        "Gói nằm trong gói che mất nội dung và độ lớn của nó.",
        "Mở gói bên trong rồi nén chung các tệp.",
    ),
    "E957": CodeText(
        "An upload holds nothing that can be published.",
        "Only manifests, diagrams, decisions and forms make a version of a procedure.",
        "Choose the .yaml, .bpmn, .dmn and .form files, or a zip of them.",
        "Không có tệp nào công bố được.",
        "Chỉ tệp mô tả, sơ đồ, bảng quyết định và biểu mẫu làm nên phiên bản của thủ tục.",
        "Chọn tệp .yaml, .bpmn, .dmn, .form, hoặc một tệp zip của chúng.",
    ),
    "W951": CodeText(
        "A file of an upload is not taken.",
        "Units, roles, alerts and calendars belong to the whole office, not to one procedure.",
        "Nothing needs mending; an administrator changes such files in the content's folder.",
        "Tệp này không thuộc thủ tục nên không nhận.",
        "Đơn vị, vai trò, cảnh báo, lịch là của cả cơ quan, không của riêng thủ tục nào.",
        "Không cần sửa; người quản trị đổi các tệp đó trong thư mục nội dung.",
    ),
    "W952": CodeText(
        "A procedure of an upload is left out because another one was chosen.",
        "Only the procedure that was chosen gets a new version; the others stay as they are.",
        "Hand the files in without choosing a procedure to publish all of them.",
        "Thủ tục này không được chọn nên giữ nguyên.",
        "Chỉ thủ tục được chọn có phiên bản mới; các thủ tục khác giữ nguyên.",
        "Muốn công bố cả thì gửi lại mà không chọn thủ tục.",
    ),
}
