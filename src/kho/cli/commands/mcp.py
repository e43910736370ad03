"""`kho mcp`: the open data for an AI assistant on this machine."""

import click

from kho.cli.session import Session

SERVED = "http://127.0.0.1:8000"
"""Where `kho serve` answers if nothing else is said: addresses in answers lead there."""


@click.command()
@click.pass_obj
def command(session: Session) -> None:
    """Serve the open data to an AI assistant by the Model Context Protocol, over standard input and output."""
    from kho.cli.serving import configuration_of
    from kho.web.mcp.over_stdio import serve

    serve(configuration_of(session, SERVED))
