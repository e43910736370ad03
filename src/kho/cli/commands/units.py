"""`kho units`: administrative units in time."""

from datetime import date, datetime
from pathlib import Path

import click

from kho.cli.session import Session

DAY = click.DateTime(formats=["%Y-%m-%d"])


def _day(value: datetime | None) -> date | None:
    return value.date() if value is not None else None


@click.group()
def command() -> None:
    """Administrative units in time: find, show, convert, import, and see where sources disagree."""


@command.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=DAY, help="The day that a list of units is of (without it: from the file's name).")
@click.option("--source", help="How the table is called where it is shown (without it: the file's name).")
@click.pass_obj
def import_(session: Session, file: Path, on: datetime | None, source: str | None) -> None:
    """Take a published table of changes, or a list of units, into the province folder, as it is published."""
    from kho.cli.units import import_table

    import_table(session, file, _day(on), source)


@command.command()
@click.argument("code")
@click.option("--on", type=DAY, help="Only the unit of this day.")
@click.pass_obj
def show(session: Session, code: str, on: datetime | None) -> None:
    """The units that have had CODE: when, what became of each, and which source says so."""
    from kho.cli.units import show_unit

    show_unit(session, code, _day(on))


@command.command()
@click.argument("name")
@click.option("--in", "parent", help="The district or province above, by code or name.")
@click.option("--on", type=DAY, help="On this day (without it: today).")
@click.pass_obj
def find(session: Session, name: str, parent: str | None, on: datetime | None) -> None:
    """Units by NAME, with or without accents and kind."""
    from kho.cli.units import find_units

    find_units(session, name, parent, _day(on))


@command.command()
@click.argument("code")
@click.option("--from", "from_", type=DAY, required=True, help="The day on which CODE is the unit's.")
@click.option("--to", type=DAY, help="The day to answer for (without it: today).")
@click.pass_obj
def convert(session: Session, code: str, from_: datetime, to: datetime | None) -> None:
    """What a unit of one day is on another: whole, part with all candidates, or unknown; which source says so."""
    from kho.cli.units import convert_unit

    convert_unit(session, code, from_.date(), _day(to))


@command.command()
@click.option("--province", "provinces", multiple=True, help="Only old units of this province, by its old code.")
@click.pass_obj
def diff(session: Session, provinces: tuple[str, ...]) -> None:
    """Where sources disagree about what became of units: what each says, and which is followed."""
    from kho.cli.units import show_disagreements

    show_disagreements(session, provinces)
