"""In which units a person may open an internal procedure."""

from __future__ import annotations

from engine.accounts import Person
from engine.definitions.organisation.agencies import Unit, UnitKind
from engine.installation import Installation
from engine.procedures.structure.variables import is_openers
from engine.procedures.version import Version


def opening_units(installation: Installation, who: Person, version: Version) -> tuple[Unit, ...]:
    """The units in which the person may do the first step of the procedure.

    A first step whose unit is named is that unit's. Where none is named, each agency below opens
    its own as well; `=don_vi_mo` lets any unit of these open it.
    """
    first, tree = version.first_step, installation.organisation
    named = named_unit(version)
    if named:
        may = named in tree.units and who.has_role(first.role, named)
        return (tree.units[named],) if may else ()
    if first.unit_from and not is_openers(first):
        return ()
    own = (g.unit for g in who.grants if g.role == first.role and g.unit in tree.units)
    found = (tree.units[unit] for unit in own if tree.reaches(version.procedure.agency, unit))
    return tuple(u for u in found if first.unit_from or u.kind is UnitKind.AGENCY)


def named_unit(version: Version) -> str:
    """The unit that the diagram or the manifest names for the first step, else ""."""
    first = version.first_step
    return "" if first.unit_from else first.unit or version.procedure.units.get(first.role, "")
