"""4xx and 50x: manifests, organisation, alerts, calendars. Code → why, how to mend, example."""

from __future__ import annotations

MANIFESTS: dict[str, tuple[str, ...]] = {
    "E401": ("Only one of them could be in force.", "Delete one entry, or correct its code."),
    "E402": (
        "No dossier could be told when it is due.",
        "Write an amount and how it is counted.",
        "time_limit: 17 working days",
    ),
    "E403": ("A reference could mean either.", "Give one of them another id."),
    "E404": ("Rights and hours are inherited along the parents.", "Correct `parent`."),
    "E405": (
        "Codes are printed on papers and sent to the national system.",
        "Write the code as the decision publishes it, in quotation marks.",
        'code: "1.003710.000.00.00.H01"',
    ),
    "E406": ("Which of the two is meant would be chance.", "Give one file another id."),
    "E407": ("The content cannot be judged without it.", "Create it; see CONTRIBUTING.md."),
    "E408": (
        "Which limit is the law's would be open.",
        "Keep either time_limit or a list time_limits with at least one case.",
    ),
    "E409": ("The alert would never speak.", "Write it as docs/alerts.md shows.", "when: 80 %"),
    "E410": ("Mail could come at night, or never.", "Write times as HH:MM, from before to."),
    "E411": ("People would get two mails at once.", "Delete one, or move it."),
    "W401": (
        "No dossier can be opened: the procedure is published for reading only.",
        "Add diagram, time_limit and form when it is to be filed here; else leave it.",
    ),
    "E421": (
        "A list without its rows, or rows that nobody can name, cannot be looked up.",
        "Put NAME.yaml and NAME.csv beside each other; see docs/catalogue.md.",
    ),
    "E422": (
        "The rows would lose what stands in that column.",
        "Write the heading as the table has it.",
        "columns: {resolution: simplification_resolution}",
    ),
    "E423": (
        "What follows would be lost or put in the wrong columns.",
        "Save the spreadsheet as CSV UTF-8 again; a quotation mark may be open.",
    ),
    "W421": (
        "Such a row is found by its words alone.",
        "Leave it as its source has it, unless the source has the code.",
    ),
    "W422": (
        "A code that stands twice does not tell which row is meant.",
        "Leave the rows as their source has them, unless they were copied twice by mistake.",
    ),
    "W423": (
        "Such a row is found by its words, not by its code.",
        "Leave it as its source has it, unless it was mistyped here.",
    ),
    "W424": (
        "The report counts such a row as one of an agency or field that is not said.",
        "Leave it as its source has it, unless the source says it.",
    ),
    "E501": ("A wrong date moves every limit of the year.", "Write YYYY-MM-DD of this year."),
    "E502": ("The day would be both off and worked.", "Delete one of the two."),
    "E503": ("It has no effect; perhaps another day was meant.", "Correct or delete the date."),
    "E504": ("No hour would count.", "Write sessions as HH:MM–HH:MM that do not overlap."),
    "E505": ("It would not be known when the day is worked.", "Give each day one set of hours."),
    "E506": ("Limits over that year could not be counted.", "Add the file of the year."),
}
