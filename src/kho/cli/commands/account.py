"""`kho account`: people who work with the data."""

import click

from kho.cli.session import Session
from kho.province.known_settings.values import ROLES


@click.group()
def command() -> None:
    """People's accounts: invite, list, close, open again."""


@command.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the person is to the agency.")
@click.option("--agency", default="", help="The agency, by its id (without it: the whole province).")
@click.pass_obj
def invite(session: Session, email: str, role: str, agency: str) -> None:
    """Invite EMAIL. Prints the link, which is good once, for 7 days; no mail is sent."""
    from kho.cli.accounts import invite_person

    invite_person(session, email, role, agency)


@command.command(name="list")
@click.pass_obj
def list_(session: Session) -> None:
    """The accounts: who holds which role, and which are closed."""
    from kho.cli.accounts import list_accounts

    list_accounts(session)


@command.command()
@click.argument("email")
@click.pass_obj
def close(session: Session, email: str) -> None:
    """Let nobody sign in by the account EMAIL any more, and end its sessions."""
    from kho.cli.accounts import close_account

    close_account(session, email)


@command.command(name="open")
@click.argument("email")
@click.pass_obj
def open_(session: Session, email: str) -> None:
    """Let the account EMAIL sign in again."""
    from kho.cli.accounts import open_account

    open_account(session, email)
