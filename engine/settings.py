"""Every setting there is: its default, its meaning and where it comes from.

Environment variables `MOTCUA_*` win over the TOML file that `MOTCUA_CONFIG` names. A name that
is not known is refused: a misspelt limit that silently keeps its default is worse than a stop.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from engine.adapters import load_adapters
from engine.errors import MotcuaError

GROUP = "motcua.settings"
"""The entry point group by which packages name their AdapterSettings."""
PREFIX = "MOTCUA_"
CONFIG = "MOTCUA_CONFIG"
SECRETS = "MOTCUA_SECRET_"
SECRET_LENGTH = 32
_SECRET_NAME = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_WEB_ADDRESS = r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$"


class BadSettings(MotcuaError):
    """A setting is unknown, malformed or missing; the message says which and what to do."""


class AdapterSettings(BaseModel):
    """What an adapter of another package adds to the settings; each has a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Added = TypeVar("_Added", bound=AdapterSettings)


class Settings(BaseSettings):
    """The settings of one process, read once at its start."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)
    _of_adapters: dict[type[AdapterSettings], AdapterSettings] = PrivateAttr(default_factory=dict)

    database_url: str = Field(
        "sqlite:///var/motcua.sqlite",
        description="Database: a SQLite file (`sqlite:///path`) or PostgreSQL "
        "(`postgresql://user:password@host/name`).",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Secret that seals stored states and sessions, at least 32 characters. "
        "Required in production and on PostgreSQL; otherwise made once in a file beside the "
        "SQLite database.",
    )
    content: Path | None = Field(
        None,
        description="Folder with `processes/`, `bpmn/`, `forms/` and `holidays/`. Without it the "
        "content that comes with Motcua is used.",
    )
    production: bool = Field(
        False, description="Refuses whatever is only right on a demonstration machine."
    )
    allow_at: bool = Field(
        False,
        description="Lets the command line set the moment of an act (`--at`). Never in production.",
    )
    host: str = Field("127.0.0.1", description="Address on which the web server listens.")
    port: int = Field(8080, ge=1, le=65535, description="Port on which the web server listens.")
    threads: int = Field(8, ge=1, le=256, description="Threads of one web process.")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="How many reverse proxies in front of the server add `X-Forwarded-*`; 0 "
        "ignores these headers.",
    )
    max_request_bytes: int = Field(
        2_000_000, ge=10_000, description="Largest body of a request, in bytes."
    )
    max_bundle_bytes: int = Field(
        21_000_000,
        ge=100_000,
        le=100_000_000,
        description="Largest upload of a designer, in bytes: all files of a procedure together.",
    )
    session_idle_minutes: int = Field(
        15, ge=1, le=240, description="A session ends after so many minutes without a request."
    )
    session_hours: int = Field(
        10, ge=1, le=24, description="A session ends so many hours after the sign-in."
    )
    sign_in_failures: int = Field(
        5, ge=1, le=20, description="Wrong passwords in a row after which a staff account locks."
    )
    lock_hours: int = Field(
        12, ge=1, le=720, description="Hours for which a locked account stays locked."
    )
    idle_account_days: int = Field(
        45, ge=0, description="Days without a sign-in after which an account is off; 0: never."
    )
    password_length: int = Field(
        14, ge=12, le=64, description="Fewest characters of a staff password."
    )
    citizen_password_length: int = Field(
        8, ge=8, le=64, description="Fewest characters of an applicant's password."
    )
    feel_milliseconds: int = Field(
        1000, ge=10, le=5000, description="Time limit of one FEEL expression, in milliseconds."
    )
    publish_approval: Literal["one", "two"] = Field(
        "one",
        description="Who puts a proposed version of a procedure in force: `one`, anybody whose "
        "role publishes; `two`, somebody other than who proposed it.",
    )
    worker_lease_seconds: int = Field(
        60, ge=5, le=3600, description="How long a worker may hold a job before another takes it."
    )
    job_attempts: int = Field(
        8, ge=1, le=50, description="Attempts at a job before it becomes an incident."
    )
    enterprise_register: str = Field(
        "",
        description="Where enterprises are looked up: a CSV extract of the register (column "
        "`ma_so` and others), or an address with `{ma_so}` in it that answers JSON.",
    )
    http_hosts: str = Field(
        "",
        description="What service tasks of the kind `http` may call, separated by spaces: each the "
        "beginning of an address, such as `https://lgsp.example.vn/api/`. Without it they call "
        "nothing.",
    )
    http_networks: str = Field(
        "",
        description="Networks inside the office that these addresses may lie in, separated by "
        "spaces, such as `10.20.0.0/16`. Private, local and special addresses are refused else.",
    )
    secrets: dict[str, SecretStr] = Field(
        {},
        description="Secrets that service tasks name as `{{secret.NAME}}`: one variable each, "
        "`MOTCUA_SECRET_<NAME>`, or a table `[secrets]` in the file. `KEY` is no such name: "
        "`MOTCUA_SECRET_KEY` is the setting above.",
    )
    base_url: str = Field(
        "",
        pattern=_WEB_ADDRESS,
        description="Address under which people open Motcua, such as `https://motcua.example.vn`; "
        "mails and webhooks link to it. Without it they have no links.",
    )
    smtp_host: str = Field(
        "",
        description="Mail server that alerts leave by. Without it nothing is mailed: alerts show "
        "at the bell only.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["none", "starttls", "tls"] = Field(
        "starttls", description="How the way to the mail server is encrypted."
    )
    smtp_user: str = Field("", description="Account at the mail server; none: no sign-in.")
    smtp_password: SecretStr | None = Field(
        None, description="Password of the account at the mail server."
    )
    smtp_seconds: int = Field(
        15, ge=1, le=30, description="How long the mail server or a webhook may take to answer."
    )
    mail_from: str = Field(
        "", description="Sender of mails, such as `Một cửa <motcua@example.vn>`."
    )
    webhook_url: str = Field(
        "",
        pattern=_WEB_ADDRESS,
        description="Address that alerts with `webhook: true` are posted to, as JSON.",
    )
    webhook_secret: SecretStr | None = Field(
        None, description="Secret that signs what is posted there, at least 32 characters."
    )
    alert_days: int = Field(
        90, ge=1, description="Days after which an alert that was looked at is deleted."
    )
    late_by: Literal["original", "appointment"] = Field(
        "original",
        description="What a dossier with a signed new date is late by: its first appointment "
        "(`original`) or the new one (`appointment`).",
    )
    security_log: Path | None = Field(
        None,
        description="File to which security events (sign-ins, refusals, changes of rights) are "
        "appended, one JSON object a line. Without it they go to standard output.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least severity that is logged."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        *sources: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands in: this class never looks around by itself."""
        return (named["init_settings"],)

    def of(self, adapter: type[_Added]) -> _Added:
        """The settings that an adapter declares."""
        return cast(_Added, self._of_adapters.get(adapter) or adapter())

    def key(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, derived from the secret.

        Raises `BadSettings` when there is no secret and none may be made.
        """
        return hmac.digest(self._secret(), purpose.encode(), "sha256")

    def state_key(self) -> bytes:
        """The key under which stored process states are sealed."""
        return self.key("state")

    def sqlite_file(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        head, found, path = self.database_url.partition(":///")
        return Path(path) if found and head.startswith("sqlite") and path else None

    def _secret(self) -> bytes:
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        file = self.sqlite_file()
        if self.production or file is None:
            raise BadSettings(
                "no_secret", f"Set {PREFIX}SECRET_KEY to at least {SECRET_LENGTH} characters."
            )
        return _secret_beside(file)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment and the file it names. Raises `BadSettings` with one sentence a fault.

    >>> load_settings({"MOTCUA_PORT": "9000"}).port
    9000
    """
    env = os.environ if environment is None else environment
    values = _from_file(env[CONFIG]) if env.get(CONFIG) else {}
    values |= {
        name.removeprefix(PREFIX).lower(): value
        for name, value in env.items()
        if name.startswith(PREFIX) and name != CONFIG and not _is_secret(name)
    }
    _add_secrets(values, env)
    names = {name for part in setting_parts() for name in part.model_fields}
    unknown = sorted(values.keys() - names)
    if unknown:
        known = ", ".join(sorted(names))
        raise BadSettings(
            "unknown_setting", f"Unknown setting: {', '.join(unknown)}. Known are: {known}."
        )
    try:
        settings = Settings.model_validate(_values_of(Settings, values))
        for added in setting_parts()[1:]:
            settings._of_adapters[added] = added.model_validate(_values_of(added, values))
    except ValidationError as error:
        raise BadSettings("bad_setting", _sentences(error)) from None
    _check(settings)
    return settings


@cache
def setting_parts() -> tuple[type[Settings], *tuple[type[AdapterSettings], ...]]:
    """The classes of all settings: ours, then those that packages add.

    Raises BadSettings for one that is none or takes a name that exists.
    """
    added: list[type[AdapterSettings]] = []
    names = {*Settings.model_fields}

    def add(found: object) -> str:
        if not (isinstance(found, type) and issubclass(found, AdapterSettings)):
            return "gives no AdapterSettings"
        taken = names & found.model_fields.keys()
        names.update(found.model_fields)
        added.append(found)
        return f"the setting is taken: {', '.join(sorted(taken))}" if taken else ""

    faults = load_adapters(GROUP, "settings", add, ours=False)
    if faults:
        raise BadSettings("bad_package", ". ".join(map(str, faults)))
    return (Settings, *added)


def _values_of(part: type[BaseModel], values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in part.model_fields}


def _is_secret(name: str) -> bool:
    return name.startswith(SECRETS) and name != f"{PREFIX}SECRET_KEY"


def _add_secrets(values: dict[str, object], env: Mapping[str, str]) -> None:
    """Secrets of the environment beside those of the file's table."""
    named = {name.removeprefix(SECRETS): text for name, text in env.items() if _is_secret(name)}
    table = values.get("secrets", {})
    if named and isinstance(table, dict):
        values["secrets"] = {**table, **named}


def _from_file(name: str) -> dict[str, object]:
    try:
        return tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings("bad_file", f"{CONFIG}={name} cannot be read: {error}.") from None


def _sentences(error: ValidationError) -> str:
    """What is wrong, without the value: it may be a secret."""
    return " ".join(
        f"Setting {'.'.join(map(str, fault['loc']))}: {fault['msg']}." for fault in error.errors()
    )


def _check(settings: Settings) -> None:
    secret = settings.secret_key
    if secret is not None and len(secret.get_secret_value()) < SECRET_LENGTH:
        raise BadSettings(
            "short_secret", f"Setting secret_key needs at least {SECRET_LENGTH} characters."
        )
    _check_messages(settings)
    _check_calls(settings)
    if not settings.production:
        return
    if secret is None:
        raise BadSettings(
            "no_secret", f"Set {PREFIX}SECRET_KEY to at least {SECRET_LENGTH} characters."
        )
    if settings.allow_at:
        raise BadSettings("allow_at", "Setting allow_at must be off in production.")


def _check_messages(settings: Settings) -> None:
    if settings.smtp_host and not settings.mail_from:
        raise BadSettings("no_sender", "Setting smtp_host needs mail_from, the sender of mails.")
    if bool(settings.smtp_user) != (settings.smtp_password is not None):
        raise BadSettings("half_sign_in", "Set smtp_user and smtp_password together.")
    if settings.production and settings.smtp_user and settings.smtp_security == "none":
        raise BadSettings(
            "bare_password", "Setting smtp_security must be starttls or tls where smtp_user is set."
        )
    secret = settings.webhook_secret
    if settings.webhook_url and (secret is None or len(secret.get_secret_value()) < SECRET_LENGTH):
        raise BadSettings(
            "no_webhook_secret",
            f"Setting webhook_url needs webhook_secret, at least {SECRET_LENGTH} characters.",
        )


def _check_calls(settings: Settings) -> None:
    for text in settings.http_hosts.split():
        if not re.match(_WEB_ADDRESS, text):
            raise BadSettings("bad_http_host", f"Setting http_hosts: {text!r} is no web address.")
        if settings.production and not text.startswith("https:"):
            raise BadSettings("bare_http", f"Setting http_hosts: {text!r} must begin with https.")
    for text in settings.http_networks.split():
        try:
            ip_network(text)
        except ValueError:
            message = f"Setting http_networks: {text!r} is no network such as 10.20.0.0/16."
            raise BadSettings("bad_network", message) from None
    for name, secret in settings.secrets.items():
        if not _SECRET_NAME.fullmatch(name) or not secret.get_secret_value():
            message = f"Setting secrets: {name!r} is empty or not in capitals, digits and _."
            raise BadSettings("bad_secret", message)


def _secret_beside(database: Path) -> bytes:
    """The secret in `<database>.key`, made by whoever comes first; mode 0600."""
    file = database.with_name(database.name + ".key")
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)  # fails when another process was first: its secret stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_bytes()
