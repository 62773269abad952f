"""2xx: diagrams. Code → why it matters, how to mend it, an example where one helps."""

from __future__ import annotations

DIAGRAMS: dict[str, tuple[str, ...]] = {
    "E201": ("Only BPMN 2.0 can be run.", "Save the diagram from Camunda Modeler."),
    "E202": (
        "A process that is not executable is a picture; no dossier could go through it.",
        "Click on the empty canvas (or the pool) and tick Executable in the properties panel.",
        '<bpmn:process id="cap_phep" isExecutable="true">',
    ),
    "E203": ("A reference to the id could mean either.", "Give one of them another id."),
    "E204": (
        "The officer would stand before a step without a form.",
        "Correct the form id at the step, or save the form into forms/ under this id.",
        '<zeebe:formDefinition formId="tham_dinh"/>',
    ),
    "E205": ("Nothing can refer to it.", "Open the file in the Modeler and save it again."),
    "E206": (
        "A diagram that is only half run would be worse than one that is refused.",
        "Draw it with what docs/supported.md lists; the message says what stands in the way.",
    ),
    "E207": (
        "A token would arrive nowhere.",
        "Draw the flow again inside its own process or sub-process.",
    ),
    "E208": (
        "A dossier begins at exactly one place.",
        "Keep one start event without a trigger; draw the others as messages or sub-processes.",
    ),
    "E209": ("Nobody could ever come to it.", "Connect it, or delete it."),
    "E210": ("What it refers to is gone.", "Choose the reference again in the properties panel."),
    "E211": ("It would wait for ever.", "Choose the message, signal or error in the panel."),
    "E212": (
        "Only FEEL is evaluated, never JUEL, JavaScript or Groovy.",
        "Write = followed by a FEEL expression.",
        '= ket_luan = "dat"      (instead of ${ket_luan == "dat"})',
    ),
    "E213": (
        "A timer that cannot be read would never fire.",
        "Write an ISO 8601 duration, date or cycle, or = followed by FEEL.",
        "P5D · PT4H · 2026-01-05T08:00:00+07:00 · R3/PT8H",
    ),
    "E214": ("Nothing would be computed.", "Give the script task a FEEL expression."),
    "E215": (
        "Code in a diagram would run with the rights of the server.",
        "Delete the setting; use a service task, FEEL, or a form file instead.",
    ),
    "E216": ("The element cannot do its work without it.", "Fill in what the message names."),
    "E217": (
        "A misspelt property would silently change what the citizen is told.",
        "Use the element template, or correct the value as suggested.",
        '<zeebe:property name="motcua:limit" value="5 working days"/>',
    ),
    "E218": ("It would never be listened to.", "Attach it to a task, sub-process or call."),
    "E219": (
        "This kind of event cannot happen at this place.",
        "Choose another kind with the wrench symbol, or draw an event for each definition.",
    ),
    "E220": (
        "The dossier would stop at the gateway, or go a way that nobody chose.",
        "Give each flow a condition and one of them the default mark.",
    ),
    "E221": ("It could start in two ways, or in none.", "Keep one start event with a trigger."),
    "E223": ("The Modeler would lose it at the next save.", "Move it into extensionElements."),
    "W201": ("You may rely on something that does not happen.", "Delete the setting."),
    "W203": (
        "Nobody acts at a task without a kind: a dossier passes it in the same moment.",
        "Make it a user task, a service task or a script task with the wrench symbol.",
    ),
    "W204": ("The default flow is taken where nothing else fits.", "Delete its condition."),
    "W206": ("No role can do the step.", "Give it a candidate group, or draw it into a lane."),
}
