"""`motcua settings`: every setting with its default and meaning; the source of docs/settings.md."""

from __future__ import annotations

import click
from pydantic.fields import FieldInfo

from engine.settings import CONFIG, PREFIX, load_settings, setting_parts

INTRODUCTION = f"""# Settings

Each setting is an environment variable, or a line in the TOML file that `{CONFIG}` names (there
without `{PREFIX}`, in lower case). The environment wins. A setting that is not in this list is
refused. `motcua settings` prints this page, `motcua settings --check` reads yours.
"""


@click.command()
@click.option("--check", is_flag=True, help="Read the settings of this machine and say if well.")
def settings(check: bool) -> None:
    """Print every setting: name, default, meaning."""
    if check:
        load_settings()
        click.echo("the settings are good")
    else:
        click.echo(settings_page(), nl=False)


def settings_page() -> str:
    """The page as Markdown, in the order of the classes."""
    lines = [INTRODUCTION, "| setting | default | meaning |", "|---|---|---|"]
    fields = [each for part in setting_parts() for each in part.model_fields.items()]
    for name, field in fields:
        variable = f"`{PREFIX}{name.upper()}`"
        lines.append(f"| {variable} | {_default(field)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _default(field: FieldInfo) -> str:
    if field.default in (None, "", {}):
        return "–"
    shown = field.default
    return f"`{str(shown).lower() if isinstance(shown, bool) else shown}`"
