"""How an exchange with a system outside can fail."""

from __future__ import annotations

from engine.errors import MotcuaError


class PartnerUnavailable(MotcuaError):
    """A partner did not answer, or not as agreed; the task is tried again later."""


class NotConfigured(MotcuaError):
    """A setting is missing or does not allow it; an administrator must act, so no retry helps."""


class PartnerRefused(MotcuaError):
    """A partner answered that it will not do it; trying the same again is no use."""


class BadInputs(MotcuaError):
    """The diagram hands in what the kind does not take; trying again is no use."""


class UnknownKind(MotcuaError):
    """No installed package does jobs of this kind; trying again is no use."""
