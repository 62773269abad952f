"""7xx: decisions (DMN). Code → why it matters, how to mend it, an example where one helps."""

from __future__ import annotations

DECISIONS: dict[str, tuple[str, ...]] = {
    "E701": ("Only DMN can be evaluated.", "Save the file from Camunda Modeler."),
    "E702": ("There is nothing to decide.", "Draw a decision, or delete the file."),
    "E703": ("A reference could mean either.", "Give each its own id and name."),
    "E704": ("It would decide nothing.", "Use a decision table or a literal expression."),
    "E705": ("What it needs would be missing.", "Draw the requirement again."),
    "E706": ("It would never come to an answer.", "Take one of the requirements away."),
    "E707": ("Which rule counts would be open.", "Choose another hit policy.", "UNIQUE · FIRST"),
    "E708": ("Cells would stand under the wrong heading.", "Save it again from the Modeler."),
    "E709": ("Nothing would be compared, or stored.", "Give the column its expression or name."),
    "E710": (
        "The rule would never fit.",
        "Mend the cell at the character that is named; texts need quotation marks.",
        '"moi", "doi"   ·   [1..10]   ·   not(4)   ·   -',
    ),
    "E711": ("Only FEEL is evaluated.", "Set the expression language to FEEL."),
    "E712": ("Values could not be compared.", "Choose string, number, boolean, date and the like."),
    "E713": ("Which of the two is meant would be chance.", "Give one another id."),
    "E714": ("No case could be chosen.", "Correct time_limit_decision, or add the file."),
    "E715": ("There would be nothing to choose from.", "Write the list time_limits."),
    "E716": ("The case could not be found.", "Let it give the id of one of the cases as text."),
    "E717": ("The result would be lost.", "Use singleEntry, singleResult or a list of them."),
    "W701": ("The input is then null and no rule fits.", "Correct the name as suggested."),
    "W702": ("It may be a leftover, or a name is wrong.", "Use it, or delete the file."),
    "W703": ("You may rely on something that does not happen.", "Delete the setting."),
    "W704": ("It never gives anything.", "Add a rule."),
    "W705": ("A dossier that hits both stops with an error.", "Let the rules exclude each other."),
}
