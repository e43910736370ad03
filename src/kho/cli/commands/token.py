"""`kho token`: tokens of the portal's API."""

import click

from kho.cli.session import Session


@click.group()
def command() -> None:
    """Tokens for programs that ask the API often: make, list, revoke."""


@command.command()
@click.argument("name")
@click.option(
    "--per-minute",
    type=click.IntRange(1, 1_000_000),
    default=6000,
    show_default=True,
    help="Requests in a minute, of each process that answers.",
)
@click.pass_obj
def new(session: Session, name: str, per_minute: int) -> None:
    """Make a token called NAME. It is shown once; only its SHA-256 is kept."""
    from kho.cli.tokens import new_token

    new_token(session, name, per_minute)


@command.command(name="list")
@click.pass_obj
def list_(session: Session) -> None:
    """The tokens: since when, when last used, and which are revoked."""
    from kho.cli.tokens import list_tokens

    list_tokens(session)


@command.command()
@click.argument("name")
@click.pass_obj
def revoke(session: Session, name: str) -> None:
    """Let the token called NAME be good no longer: within seconds in every process."""
    from kho.cli.tokens import revoke_token

    revoke_token(session, name)
