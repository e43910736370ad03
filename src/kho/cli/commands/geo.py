"""`kho geo`: boundaries for maps."""

from pathlib import Path

import click

from kho.cli.session import Session
from kho.standards.units.model import Level

LEVELS = [Level.COMMUNE.value, Level.PROVINCE.value]


@click.group()
def command() -> None:
    """Boundaries of administrative units, for maps: import them, see where they are from."""


@command.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--level", type=click.Choice(LEVELS), default=LEVELS[0], show_default=True, help="Whose areas they are.")
@click.option("--code", help="The file's column of official codes (without it: found by its usual names).")
@click.option("--name", help="The file's column of names, where it has no codes.")
@click.option("--source", help="Where the boundaries are from, shown beside maps (without it: the file's name).")
@click.option("--licence", default="", help="The licence that they are under, shown beside maps.")
@click.pass_obj
def import_(  # noqa: PLR0913, PLR0917  each is one option of the command
    session: Session, file: Path, level: str, code: str | None, name: str | None, source: str | None, licence: str
) -> None:
    """Take boundaries from a GeoJSON, GeoPackage, Shapefile (zip), KML or FlatGeobuf: matched by code or by name."""
    from kho.cli.geo import Wanted, import_boundaries

    wanted = Wanted(level=Level(level), code=code, name=name, source=source or file.stem, licence=licence)
    import_boundaries(session, file, wanted)


@command.command()
@click.pass_obj
def show(session: Session) -> None:
    """Which boundaries maps are drawn by."""
    from kho.cli.geo import show_boundaries

    show_boundaries(session)
