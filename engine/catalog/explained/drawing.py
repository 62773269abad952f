"""8xx: how a diagram is drawn. Code → why it matters, how to mend it, an example."""

from __future__ import annotations

DRAWING: dict[str, tuple[str, ...]] = {
    "W801": ("A reader does not see where it is over.", "Draw an end event for each outcome."),
    "W802": ("There is nothing to choose between.", "Leave the gateway out."),
    "W803": (
        "A message without a name cannot be sent, and one that nothing uses misleads.",
        "Name it in the properties panel of the event, or delete it from the file.",
    ),
    "W804": (
        "Officers read the names in their inbox and in the paths that findings tell.",
        "Double-click the element and say what is done, or what is asked.",
        "Thẩm định hồ sơ · Hồ sơ hợp lệ? · có · không",
    ),
    "W805": ("It runs, but nobody sees it.", "Open the file in the Modeler and draw it."),
    "W806": ("One of the two is hidden.", "Move them apart."),
    "W807": ("A token would go both ways, or one is a leftover.", "Delete one of the flows."),
    "W808": ("It is not seen which branches wait for which.", "Draw a join, then a split."),
    "W809": (
        "All flows are taken at once, which many read as a choice.",
        "Draw the gateway that is meant behind the step.",
    ),
    "W810": ("A reader does not see that the way is over.", "Draw an end event."),
    "W811": ("It decides and joins nothing.", "Delete it and draw the flow through."),
    "W812": ("A reader looks for a choice that is not there.", "Delete the name of the flow."),
    "W813": ("It stops nothing.", "Draw a plain end event."),
}
