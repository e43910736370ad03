"""`kho standard`: national standards."""

import click

from kho.cli.session import Session


@click.group()
def command() -> None:
    """National standards that a column may keep to: list them, show one, test a value."""


@command.command(name="list")
@click.pass_obj
def list_(session: Session) -> None:
    """Every standard, as a contract names it in kho.standard."""
    from kho.cli.standards import list_standards

    list_standards(session)


@command.command()
@click.argument("name")
@click.pass_obj
def show(session: Session, name: str) -> None:
    """What the standard NAME says, where it is laid down, with good and bad examples."""
    from kho.cli.standards import show_standard

    show_standard(session, name)


@command.command()
@click.argument("value")
@click.option("--standard", "name", help="Only this standard (without it: all).")
@click.pass_obj
def test(session: Session, value: str, name: str | None) -> None:
    """Which standards VALUE keeps to, and its normal form by each."""
    from kho.cli.standards import test_value

    test_value(session, value, name)
