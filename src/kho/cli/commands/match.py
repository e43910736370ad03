"""`kho match`: tables of the same things matched without a common key; review, decide, show."""

import sys
from pathlib import Path

import click

from kho.cli.groups import DefaultGroup
from kho.cli.session import Session


@click.group(cls=DefaultGroup, default="pairs", subcommand_metavar="[DOMAIN/NAME ...]")
def command() -> None:
    """Match tables of the same things without a common key, as declared under matches/."""


@command.command(name="pairs", hidden=True)
@click.argument("names", nargs=-1, metavar="[DOMAIN/NAME ...]")
@click.option("--again", is_flag=True, help="Run also what the tables hold already.")
@click.pass_obj
def pairs(session: Session, names: tuple[str, ...], again: bool) -> None:  # noqa: FBT001 - click's way
    """Match the named declarations, or all. Exit 1 when a run failed."""
    from kho.cli.matching import match_all

    sys.exit(match_all(session, names, again=again))


@command.command()
@click.argument("name", metavar="DOMAIN/NAME")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file, .xlsx or .csv.")
@click.pass_obj
def review(session: Session, name: str, out: Path | None) -> None:
    """Write the unsure pairs side by side, with reasons and a column for the decision."""
    from kho.cli.matching import write_review

    write_review(session, name, out)


@command.command()
@click.argument("name", metavar="DOMAIN/NAME")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", help="Who decided (without it: who calls).")
@click.pass_obj
def decide(session: Session, name: str, file: Path, by: str | None) -> None:
    """Take the decisions of a review file: they win from the next run on."""
    from kho.cli.matching import take_review

    take_review(session, name, file, by)


@command.command()
@click.argument("name", metavar="DOMAIN/NAME")
@click.argument("key")
@click.pass_obj
def show(session: Session, name: str, key: str) -> None:
    """The candidates of the row with KEY on the left, and what each column says of them in words."""
    from kho.cli.matching import show_row

    show_row(session, name, key)
