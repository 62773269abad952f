"""The lock files pin all that a pinned package requires: set-up never asks pip to resolve."""

from __future__ import annotations

import configparser
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Environment, default_environment
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

CHECKOUT = Path(__file__).parents[1]
Pins = Mapping[NormalizedName, str]
Requires = Callable[[str], Sequence[Requirement]]


def linux(python: str) -> Environment:
    return {
        **default_environment(),
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }


ENVIRONMENTS = {python: linux(python) for python in ("3.11", "3.12", "3.13")}


def applies(requirement: Requirement, environment: Environment, extra: str = "") -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({**environment, "extra": extra})


def pins_of(lock: str, environment: Environment) -> Pins:
    lines = (line.rstrip("\\ ") for line in lock.splitlines())
    pins = [Requirement(line) for line in lines if line and line[0] not in " #"]
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in pins
        if applies(pin, environment)
    }


def faults(
    roots: Sequence[str], pins: Pins, requires: Requires, environment: Environment
) -> list[str]:
    """What the roots and, extras included, all that they lead to require beside the pins."""
    found = []
    walked: dict[NormalizedName, set[str]] = defaultdict(set)
    waiting = [("setup.cfg", Requirement(root)) for root in roots]
    while waiting:
        by, needed = waiting.pop()
        name = canonicalize_name(needed.name)
        if name not in pins:
            found.append(f"{by} requires {needed}, which is not pinned")
        elif not needed.specifier.contains(pins[name], prereleases=True):
            found.append(f"{by} requires {needed}, but {pins[name]} is pinned")
        else:
            for extra in {"", *needed.extras} - walked[name]:
                walked[name].add(extra)
                waiting += [
                    (name, requirement)
                    for requirement in requires(name)
                    if applies(requirement, environment, extra)
                ]
    return list(dict.fromkeys(found))


@cache
def installed(name: str) -> Sequence[Requirement]:
    return tuple(map(Requirement, metadata.requires(name) or ()))


def roots_of(lock: str) -> list[str]:
    setup = configparser.ConfigParser()
    setup.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    dev = setup["options.extras_require"]["dev"] if lock == "dev.txt" else ""
    listed = setup["options"]["install_requires"] + dev
    return [line for line in listed.splitlines() if line and not line.startswith("#")]


def read(lock: str) -> str:
    return (CHECKOUT / "requirements" / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("python", ENVIRONMENTS)
@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_all_that_is_required_is_pinned(lock: str, python: str) -> None:
    environment = ENVIRONMENTS[python]
    assert faults(roots_of(lock), pins_of(read(lock), environment), installed, environment) == []


# Made-up packages: a plug-in that requires another with an extra, as pytest-cov does.
MADE_UP = {
    "plug-in": ["tool[toml]>=7.10"],
    "tool": ["reader>=2; extra == 'toml'", "old; python_version < '3.12'", "other; extra == 'x'"],
    "reader": [],
    "old": [],
}


def made_up(name: str) -> Sequence[Requirement]:
    return tuple(map(Requirement, MADE_UP[name]))


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        ("plug-in==1 tool==8 reader==2 old==1", []),
        ("plug-in==1 tool==8 old==1", ["tool requires reader"]),
        ("plug-in==1 tool==8 reader==2", ["tool requires old"]),
        ("plug-in==1 tool==7 reader==2 old==1", ["plug-in requires tool[toml]>=7.10, but 7"]),
        ("tool==8 reader==2 old==1", ["setup.cfg requires plug-in"]),
        ("plug-in==1 tool==8 reader==2 old==1;sys_platform=='win32'", ["tool requires old"]),
    ],
)
def test_a_lock_that_lacks_something_is_refused(lock: str, expected: list[str]) -> None:
    environment = ENVIRONMENTS["3.11"]
    pins = pins_of(lock.replace(" ", "\n"), environment)
    found = faults(["plug-in"], pins, made_up, environment)
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected


def test_a_pin_is_required_where_its_marker_holds() -> None:
    pins = {canonicalize_name(name): "8" for name in ("plug-in", "tool", "reader")}
    assert faults(["plug-in"], pins, made_up, ENVIRONMENTS["3.12"]) == []


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_no_pin_can_be_left_out(lock: str) -> None:
    environment = ENVIRONMENTS["3.11"]
    pins = pins_of(read(lock), environment)
    for name in pins:
        rest = {other: version for other, version in pins.items() if other != name}
        assert faults(roots_of(lock), rest, installed, environment), name


def test_what_is_installed_is_what_is_pinned() -> None:
    pins = pins_of(read("dev.txt"), default_environment())
    assert {name: metadata.version(name) for name in pins} == pins


def test_both_locks_pin_the_same_versions() -> None:
    for environment in ENVIRONMENTS.values():
        runtime, dev = (pins_of(read(lock), environment) for lock in ("runtime.txt", "dev.txt"))
        assert runtime.items() <= dev.items()


def test_npm_takes_each_package_by_version_and_digest() -> None:
    locked = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: entry for path, entry in locked["packages"].items() if path}
    assert packages
    for path, entry in packages.items():
        assert entry["version"], path
        assert entry["integrity"].startswith("sha512-"), path
