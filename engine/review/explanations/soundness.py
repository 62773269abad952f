"""60x: what playing the token game over a diagram finds."""

from __future__ import annotations

from engine.review.explanations.entry import CodeText

SOUNDNESS: dict[str, CodeText] = {
    "E601": CodeText(
        "A step can never be reached.",
        "Whoever drew it expects it to be done.",
        "Draw a flow to it, or delete it.",
        "Bước không bao giờ tới được.",
        "Người vẽ cho rằng bước này sẽ được làm.",
        "Vẽ mũi tên tới bước, hoặc xóa bước.",
    ),
    "E602": CodeText(
        "A join waits for ever for a branch that cannot arrive (deadlock).",
        "Dossiers would be stuck there for ever, and their limit would run.",
        "Join with the kind of gateway that split: a choice with a choice, parallel with parallel.",
        "Cổng hợp nhánh chờ mãi một nhánh không tới được.",
        "Hồ sơ sẽ kẹt mãi ở cổng, mà thời hạn vẫn chạy.",
        "Tách bằng cổng loại nào thì hợp bằng loại đó: chọn với chọn, song song với song song.",
        "◇ → A, B → ◇   ·   ✚ → A, B → ✚",
    ),
    "E603": CodeText(
        "A branch is left waiting for ever after an end was reached (token left behind).",
        "The dossier would never be finished: one branch goes on waiting.",
        "Let the branch reach the join on every way, or end the process with a terminate event.",
        "Đã tới kết thúc mà còn một nhánh chờ mãi.",
        "Hồ sơ sẽ không bao giờ xong: một nhánh vẫn chờ.",
        "Cho mọi nhánh tới cổng hợp, hoặc kết thúc bằng Terminate end event.",
    ),
    "E604": CodeText(
        "From here no end can ever be reached.",
        "A dossier that comes there can never be finished.",
        "Draw a way out of the loop: a gateway with a flow to the end.",
        "Từ đây không bao giờ tới được kết thúc.",
        "Hồ sơ tới đây không bao giờ xong được.",
        "Vẽ một lối ra khỏi vòng lặp: một cổng có mũi tên tới kết thúc.",
    ),
    "E605": CodeText(
        "A loop makes more and more branches of itself without end.",
        "Each pass leaves another branch; steps would multiply in every inbox.",
        "Join the parallel branches before the flow goes back.",
        "Vòng lặp sinh thêm nhánh không dừng.",
        "Mỗi vòng để lại thêm một nhánh; mọi hộp việc đầy dần các bước trùng nhau.",
        "Hợp các nhánh song song trước khi quay lại.",
    ),
    "E606": CodeText(
        "A sub-process can never complete.",
        "What follows is never reached.",
        "Mend what is told inside the sub-process.",
        "Quy trình con không bao giờ xong.",
        "Phần sau quy trình con không bao giờ tới được.",
        "Sửa các chỗ nêu bên trong quy trình con.",
    ),
    "W601": CodeText(
        "The diagram has too many states for its soundness to be proved.",
        "It may be sound, but that was not proved.",
        "Put parts of it into sub-processes: each is judged by itself.",
        "Sơ đồ quá nhiều trạng thái nên chưa chứng minh được là đúng.",
        "Sơ đồ có thể đúng, nhưng chưa được chứng minh.",
        "Đưa từng phần vào quy trình con: mỗi quy trình con được xét riêng.",
    ),
    "W602": CodeText(
        "A step can be done twice at the same time.",
        "The same step would lie twice in the inbox.",
        "Join the branches with the gateway that fits before the step.",
        "Một bước có thể mở hai lần cùng lúc.",
        "Cùng một bước nằm hai lần trong hộp việc.",
        "Hợp các nhánh bằng cổng phù hợp trước bước.",
    ),
    "W603": CodeText(
        "An error end is caught by nothing around it.",
        "The dossier would end as failed.",
        "Draw an error boundary event around it.",
        "Không nơi nào bắt lỗi của điểm kết thúc này.",
        "Hồ sơ sẽ kết thúc như một sự cố.",
        "Gắn một sự kiện lỗi (Error boundary event) ở bên ngoài.",
    ),
    "W604": CodeText(
        "A loop can be left only by an event from outside.",
        "Only a withdrawal or the like ends it.",
        "Draw a way out, if one is meant.",
        "Chỉ ra khỏi vòng lặp được nhờ việc từ bên ngoài.",
        "Chỉ khi rút hồ sơ hay việc tương tự thì vòng lặp mới hết.",
        "Vẽ một lối ra, nếu cần có.",
    ),
}
