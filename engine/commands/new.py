"""`motcua new`: a small content of one's own to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from engine.commands.sentence import SentenceCommand
from engine.starter.starter import write_content

_CODE = "H00.99"  # of no province
_NEXT = """\
{folder}: {count} files

Next:
  export MOTCUA_CONTENT={content}
  motcua check --scenarios
  motcua deploy
  motcua user add thiet-ke --name "Người thiết kế" --role thiet_ke@co-quan --generate
  motcua user add mot-cua --name "Cán bộ một cửa" --role mot_cua@co-quan-mot-cua --generate
  motcua up

Then open {diagram} in Camunda Modeler; docs/designer-guide.md goes on from here.
"""


@click.command(cls=SentenceCommand)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--agency", default="Cơ quan của tôi", metavar="NAME", help="Name of the agency.")
@click.option("--code", default=_CODE, metavar="H00.00", help="Its code, which numbers dossiers.")
def new(folder: Path, agency: str, code: str) -> None:
    """Write a small content into FOLDER: an agency, roles, alerts, holidays, a procedure to copy.

    The folder must be empty or new. What is written passes `motcua check` and can be deployed.
    """
    written = write_content(folder, agency, code)
    place = shlex.quote(str(folder.resolve()))
    diagram = folder / "bpmn" / "thu-tuc-mau.bpmn"
    click.echo(_NEXT.format(folder=folder, count=written, content=place, diagram=diagram), nl=False)
