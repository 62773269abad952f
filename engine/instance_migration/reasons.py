"""Why a dossier cannot go on under another version, as values that are stored and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, or one warning.

    Beside the codes of `engine.workflow.matching.Obstacle` there are:

    - `ended`: the dossier has ended; `already_there`: it runs on that version already;
    - `no_value`: what stands at `name` (`kind`: step, condition, decision, form, holder) reads the
      variable `other`, which was to be given before and is not there;
    - `clock_changes`: the legal clock would start or stop by the move (`other`: stopped, runs);
    - `status_changes`: the dossier would show `other` for `name`, which only an act may bring;
    - `milestone_gone`: it would not come to its milestone `other` (received, resolved) any more;
    - `never_closed`: it would wait for its applicant for ever;
    - `no_holder`: the unit or role (`other`) of a step is none of ours;
    - `bad_state`: what is stored of it cannot be read; `uncounted`: no calendar reaches so far, or
      a time of the new version is none (`other` says which); `busy`: others kept changing it;
    - `acted_since`: somebody has gone on with it, so it is not brought back.

    A warning is `key_gone`: the answer `other` is kept but no form of the new version shows it.
    """

    code: str
    node: str = ""
    name: str = ""
    kind: str = ""
    other: str = ""


def as_fields(reasons: Sequence[Reason], warnings: Sequence[Reason] = ()) -> dict[str, object]:
    """As JSON keeps them."""
    kept = {"reasons": list(map(_short, reasons)), "warnings": list(map(_short, warnings))}
    return {key: value for key, value in kept.items() if value}


def read(fields: Mapping[str, object], key: str = "reasons") -> tuple[Reason, ...]:
    """The reasons, or with the key `warnings` those, of a stored dossier."""
    found = fields.get(key)
    return tuple(Reason(**r) for r in found) if isinstance(found, list) else ()


def _short(reason: Reason) -> dict[str, str]:
    return {name: text for name, text in asdict(reason).items() if text}
