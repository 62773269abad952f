"""The bell, and the page of alerts it opens."""

from __future__ import annotations

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Redirect

from engine.alerts.acknowledge import see_all_alerts
from engine.alerts.pages import MOST, AlertItem
from engine.alerts.pages import alerts as read_alerts
from engine.alerts.pages import bell as unseen_of
from engine.definitions.organisation.alert_rules import Level
from engine.errors import MotcuaError
from engine.l10n.text import _
from webui.context import installation, now, person
from webui.pages import Pages
from webui.query import page_number

ORDER = (Level.OVERDUE, Level.DUE, Level.NEAR)  # the most urgent first

alerts = Pages("alerts", __name__, url_prefix="/canh-bao", words={"BELL_MOST": MOST})


@alerts.app_template_global()
def bell() -> int:
    """How many alerts the reader has not seen, up to one more than the bell shows."""
    try:
        return unseen_of(installation(), person())
    except MotcuaError:  # the error page has this bell as well
        return 0


@alerts.get("")
def page() -> str:
    """Alerts that the reader has not seen, or all of them."""
    every = request.args.get("xem") == "tat-ca"
    found = read_alerts(installation(), person(), unseen=not every, page=page_number(), at=now())
    return render_template(
        "alerts.html", found=found, every=every, unseen=found.unseen, groups=_by_level(found.items)
    )


@alerts.get("/so")
def count() -> Response | str:
    """The bell alone; nothing where it says what the page shows already."""
    unseen = bell()
    if request.args.get("n") == str(unseen):
        return Response(status=204)
    return render_template("bell.html", unseen=unseen)


@alerts.post("/da-xem")
def see_all() -> Redirect:
    """Note that the reader has seen all of them."""
    see_all_alerts(installation(), person(), at=now())
    flash(_("Đã đánh dấu đã xem tất cả cảnh báo."))
    return redirect(url_for("alerts.page"))


def _by_level(items: tuple[AlertItem, ...]) -> list[tuple[str, list[AlertItem]]]:
    groups = [(level.value, [i for i in items if i.level == level]) for level in ORDER]
    return [(level, found) for level, found in groups if found]
