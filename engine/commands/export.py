"""`motcua export`: a stored version as the files that Camunda Modeler opens."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.acting import installation
from engine.commands.sentence import SentenceCommand
from engine.definitions.content import read_content
from engine.procedures.heads import stored
from engine.procedures.version_files import files_of, zip_of


@click.command(cls=SentenceCommand)
@click.argument("code")
@click.option("--version", "number", type=int, help="Number of the version; else the one in force.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE|FOLDER",
    type=click.Path(path_type=Path),
    help="A file that ends in .zip, or a folder.",
)
@click.option("--overwrite", is_flag=True, help="Write over files that say something else.")
def export(code: str, number: int | None, output: Path, overwrite: bool) -> None:
    """Write a version of the procedure CODE as files: manifest, diagrams, decisions, forms.

    Deploying or publishing them unchanged gives the same version.
    """
    with installation().store.read() as tx:
        row = stored(tx, code, number)
    files = files_of(row.data)
    if output.suffix.lower() == ".zip":
        if output.exists() and not overwrite:
            raise click.ClickException(f"{output} is there already; add --overwrite.")
        output.write_bytes(zip_of(files))
        click.echo(f"{output}: version {row.number} of {row.procedure}, {len(files)} files")
        return
    _write(output, files, overwrite=overwrite)
    _warn_of_duplicate(output, row.procedure)


def _write(folder: Path, files: dict[str, bytes], *, overwrite: bool) -> None:
    """Write the files below a folder; nothing where one would be written over unasked."""
    other = [
        name
        for name, data in files.items()
        if (folder / name).exists() and (folder / name).read_bytes() != data
    ]
    if other and not overwrite:
        names = ", ".join(sorted(other))
        raise click.ClickException(f"Something else is in {names}; add --overwrite.")
    for name, data in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        click.echo(str(path))


def _warn_of_duplicate(folder: Path, code: str) -> None:
    """Warn where else a content has the procedure: a code can be in one file only."""
    found = [f for f in read_content(folder).findings if f.code == "E401" and f.element == code]
    for finding in found:
        text = f"Delete its entry from the other file, {finding}"
        click.echo(text, err=True)
