"""`kho trace`: loaded rows beside the text they came from."""

import click

from kho.cli.session import Session


@click.command()
@click.argument("name", metavar="AGENCY/DATASET")
@click.option("--where", default="true", show_default=True, help="Which rows, as a SQL condition.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@click.pass_obj
def command(session: Session, name: str, where: str, limit: int) -> None:
    """The original text of loaded rows: file, table and row as received, every value beside its text."""
    from kho.cli.tracing import show_trace

    show_trace(session, name, where, limit)
