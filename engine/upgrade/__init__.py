"""Carrying what the release before stored over into the shapes of this one: `motcua migrate`."""

from __future__ import annotations

from engine.upgrade.carry_over import carry_over, dossiers_to_carry
from engine.upgrade.report import Progress, UpgradeProblem, UpgradeReport

__all__ = ["Progress", "UpgradeProblem", "UpgradeReport", "carry_over", "dossiers_to_carry"]
