"""51x to 54x: what the workflow cannot run. Code → why it matters, how to mend it, example."""

from __future__ import annotations

RUNNING: dict[str, tuple[str, ...]] = {
    "E510": ("Nothing would ever begin there.", "Draw a start event."),
    "E511": ("A token would arrive nowhere.", "Connect the flow to an element that is run."),
    "E512": ("A scope has its own beginning and end.", "Draw a boundary event or end it inside."),
    "E513": ("Starts and boundary events begin by themselves.", "Delete the flow to it."),
    "E514": ("The call would never come back.", "Correct the process id, or add the file."),
    "E515": ("Nothing would be decided.", "Choose the decision in the properties panel."),
    "E516": ("The dossier would wait for ever.", "Fill in the job type or the external topic."),
    "E517": ("Nothing would be computed.", "Write = followed by FEEL."),
    "E518": (
        "A step of the called process could not be told from one of the caller.",
        "Give one of the two elements another id.",
    ),
    "E519": ("Nobody would see the step in an inbox.", "Correct the unit's id."),
    "E520": (
        "A condition that does not parse stops every dossier that comes to it.",
        "Mend the expression at the character that is named; `motcua feel` tries it out.",
        '= so_nguoi > 3 and loai = "moi"',
    ),
    "E530": ("It would wait for ever.", "Choose message, timer or signal."),
    "E531": ("Nothing would be thrown.", "Choose message, signal, error, escalation or none."),
    "E532": ("It would never be listened to.", "Attach it to a task, sub-process or call."),
    "E533": ("An error ends what it happens in.", "Make the boundary event interrupting."),
    "E534": ("It would wait for ever.", "Choose or create the message or signal in the panel."),
    "E535": ("The sub-process would never start.", "Give its start event a trigger."),
    "E536": ("It would never fire.", "Give the timer a duration or a date.", "P5D"),
    "E537": ("It could start in two ways, or in none.", "Keep exactly one start event."),
    "E540": ("It has no end that could be repeated.", "Repeat a task or a sub-process instead."),
    "E541": ("It is not known how often.", "Give it an input collection.", "= co_quan_lay_y_kien"),
    "E542": ("The dossier would stop there.", "Draw the events that it waits for."),
    "E543": ("It must wait for whichever comes first.", "Put a catching event right behind it."),
}
