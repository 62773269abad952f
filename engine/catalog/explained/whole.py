"""6xx: the content as a whole, and soundness. Code → why it matters, how to mend it, example."""

from __future__ import annotations

CONTENT: dict[str, tuple[str, ...]] = {
    "E601": ("Whoever drew it expects it to be done.", "Draw a flow to it, or delete it."),
    "E602": (
        "Dossiers would be stuck there for ever, and their limit would run.",
        "Join with the kind of gateway that split: a choice with a choice, parallel with parallel.",
        "◇ choice → A, B → ✕ parallel join   becomes   ◇ choice → A, B → ◇ join",
    ),
    "E603": (
        "The dossier would never be finished: one branch goes on waiting.",
        "Let the branch reach the join on every way, or end the process with a terminate event.",
    ),
    "E604": (
        "A dossier that comes there can never be finished.",
        "Draw a way out of the loop: a gateway with a flow to the end.",
    ),
    "E605": (
        "Each pass leaves another branch; steps would multiply in every inbox.",
        "Join the parallel branches before the flow goes back.",
    ),
    "E606": ("What follows is never reached.", "Mend what is told inside the sub-process."),
    "E611": ("Nobody could do the step.", "Correct the group, or add the role to roles.yaml."),
    "E612": ("Nothing would be decided.", "Correct the decision id, or add the file to bpmn/."),
    "E613": ("The call would never come back.", "Correct the process id, or add the file."),
    "E614": ("It would never come to an end.", "Let one of the processes end without calling."),
    "E615": ("The field would never be shown or hidden.", "Mend it at the character named."),
    "E621": ("No dossier could be opened.", "Correct `diagram`, or add the file to bpmn/."),
    "E622": ("The applicant would have nothing to fill in.", "Correct it, or add the form."),
    "E623": ("Nobody would answer for the dossier.", "Correct the id; see agencies.yaml."),
    "E624": ("The unit would never be asked.", "Correct the role; see roles.yaml."),
    "E625": ("Nobody could act, nor be made answerable.", "Draw at least one user task."),
    "E626": (
        "The time limit begins with the milestone, so it would never run.",
        "Give the event after the desk's check the property.",
        '<zeebe:property name="motcua:milestone" value="received"/>',
    ),
    "E627": ("No working time could be counted.", "Correct `hours`; see office-hours.yaml."),
    "E628": ("The alert would reach nobody.", "Correct the role; see roles.yaml."),
    "E629": (
        "Dossiers whose applicant never answers would stay open for ever.",
        "Add an event sub-process that starts with the message het_han_bo_sung and ends the case.",
    ),
    "E631": ("Nothing was checked.", "Correct the path."),
    "E632": ("Nothing was checked.", "Name a .bpmn, .dmn, .form or .yaml file, or a folder."),
    "E633": ("No worker would take the job.", "Use a kind of docs/service-tasks.md."),
    "E634": ("The job would fail each time.", "Map the input that the message names."),
    "E635": ("The job would fail each time.", "Use one of the values that the message names."),
    "E636": ("The secret would be sent or stored in the open.", "Name it only where it is put in."),
    "E637": ("No dossier could be opened.", "Give the agency the code that the province gave it."),
    "E638": (
        "Nobody would ever do the step: an internal dossier comes in by no one-stop.",
        "Give the step to a role of an office, or take `internal: true` out of the manifest.",
    ),
    "E639": (
        "The page of internal procedures could not tell who may open it.",
        "Name role and unit; `=don_vi_mo` is the unit of whoever opens it.",
        '<zeebe:property name="motcua:unit" value="=don_vi_mo"/>',
    ),
    "W601": (
        "It may be sound, but that was not proved.",
        "Put parts of it into sub-processes: each is judged by itself.",
    ),
    "W602": (
        "The same step would lie twice in the inbox.",
        "Join the branches with the gateway that fits before the step.",
    ),
    "W603": ("The dossier would end as failed.", "Draw an error boundary event around it."),
    "W604": ("Only a withdrawal or the like ends it.", "Draw a way out, if one is meant."),
    "W611": (
        "Where no condition is true the dossier stops and an incident is written.",
        "Mark one flow as the default (wrench symbol of the flow).",
    ),
    "W612": (
        "People would see the status of the step before.",
        "Set motcua:status at the step.",
        '<zeebe:property name="motcua:status" value="supplement"/>',
    ),
    "W613": ("The citizen would not see how it ended.", "Set motcua:status at the end event."),
    "W614": ("Whether it was in time could not be said.", "Set the milestone resolved."),
    "W615": ("Everybody of the agency would see the step.", "Name the unit under `units`."),
    "W616": ("It may be a leftover, or a name is wrong.", "Use it, or delete the file."),
    "W617": (
        "Applicants would be promised a paper from the data store that never comes there.",
        "Correct the code as suggested, or give the other procedure its result with this code.",
        "result: {name: Phiếu lý lịch tư pháp số 1, code: KQ.G15.000007}",
    ),
    "W621": (
        "What nothing gives is null: the condition is then never true.",
        "Correct the name as suggested, or let a form, script or decision give it.",
        '= ket_luan = "dat"      where a form has the key ket_luan',
    ),
    "W622": (
        "A dossier with this value would stop at the gateway.",
        "Add a flow for the value, or mark one as the default.",
    ),
    "W623": (
        "Which way is taken depends on the order of drawing.",
        "Let the conditions exclude each other.",
        "= so_tien < 5  and  = so_tien >= 5   (not <= 5 and >= 5)",
    ),
    "W624": (
        "If each step takes its time, the dossier is late although nobody was.",
        "Shorten the limits of some steps; a day counts as 8 working hours.",
    ),
    "W631": ("Its tasks would wait for ever.", "Mend or remove the package; the message says why."),
    "W632": ("The value would never arrive.", "Correct its name; see docs/service-tasks.md."),
}
