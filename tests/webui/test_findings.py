"""Findings on pages speak the reader's language; the exact message stays as `check` says it."""

from __future__ import annotations

import pytest
from flask import Flask, render_template

from engine.errors import Finding, Severity
from engine.l10n.language import language as use_language
from webui.design.findings import shown_findings

MESSAGE = 'user task "Ký duyệt": role "van_th" does not exist; did you mean "van_thu"?'
SAID = [
    Finding(
        *("bpmn/thu.bpmn", 7, Severity.ERROR, "E611", "ky_duyet", MESSAGE),
        name="Ký duyệt",
        values=("van_th",),
        suggestion="van_thu",
    )
]


@pytest.mark.parametrize(
    ("language", "short", "why", "mend"),
    [
        (
            "vi",
            "“Ký duyệt”: không có vai trò này (“van_th”)",
            "Không ai làm được bước này.",
            "thêm vai trò vào processes/roles.yaml. Có phải “van_thu”?",
        ),
        (
            "en",
            "“Ký duyệt”: a role does not exist (“van_th”)",
            "Nobody could do the step.",
            "or add the role to roles.yaml. Perhaps “van_thu”?",
        ),
    ],
)
def test_what_to_mend_is_seen_at_once_in_the_language_of_the_reader(
    app: Flask, language: str, short: str, why: str, mend: str
) -> None:
    with app.test_request_context(), use_language(language):
        page = render_template("design/findings.html", findings=shown_findings(SAID))
    seen, _, details = page.partition("<details>")
    assert short in seen
    assert mend in seen
    assert why in details
    assert '<p lang="en">user task &#34;Ký duyệt&#34;: role' in details
