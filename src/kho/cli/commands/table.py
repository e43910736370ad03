"""`kho table`: the warehouse's tables, their versions and their upkeep."""

import click

from kho.cli.session import Session


@click.group()
def command() -> None:
    """Tables of the warehouse: list, history, diff, restore, maintain."""


@command.command(name="list")
@click.pass_obj
def list_tables(session: Session) -> None:
    """Every table with its layer, version, rows and size."""
    from kho.cli.tables import show_list

    show_list(session)


@command.command()
@click.argument("name", metavar="AGENCY/DATASET")
@click.pass_obj
def history(session: Session, name: str) -> None:
    """The versions of a table: when, by which delivery and run, what changed."""
    from kho.cli.tables import show_history

    show_history(session, name)


@command.command()
@click.argument("name", metavar="AGENCY/DATASET")
@click.argument("before", type=click.IntRange(min=0))
@click.argument("after", type=click.IntRange(min=0), required=False)
@click.pass_obj
def diff(session: Session, name: str, before: int, after: int | None) -> None:
    """What changed between two versions (to the newest when AFTER is not given): counts and examples."""
    from kho.cli.tables import show_diff

    show_diff(session, name, before, after)


@command.command()
@click.argument("name", metavar="AGENCY/DATASET")
@click.argument("version", type=click.IntRange(min=0))
@click.pass_obj
def restore(session: Session, name: str, version: int) -> None:
    """Make an earlier version the newest again; nothing is lost."""
    from kho.cli.tables import restore_version

    restore_version(session, name, version)


@command.command()
@click.argument("names", nargs=-1, metavar="[AGENCY/DATASET ...]")
@click.pass_obj
def maintain(session: Session, names: tuple[str, ...]) -> None:
    """Gather small files and let go of versions past the contract's retention; all tables when none is named."""
    from kho.cli.tables import maintain_tables

    maintain_tables(session, names)
