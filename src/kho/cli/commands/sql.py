"""`kho sql`: a read-only question to the warehouse."""

import click

from kho.cli.session import Session

SHAPES = ["table", "csv", "json"]


@click.command()
@click.argument("question", metavar="SELECT")
@click.option("--as-of", metavar="DATE|TIME", help="The warehouse as it was then: 2025-07-01 or 2025-07-01T08:00.")
@click.option("--limit", type=click.IntRange(min=0), default=None, help="At most so many rows (a table shows 50).")
@click.option("--format", "shape", type=click.Choice(SHAPES), default="table", show_default=True)
@click.pass_obj
def command(session: Session, question: str, as_of: str | None, limit: int | None, shape: str) -> None:
    """Ask the warehouse one SELECT in DuckDB's SQL; tables are AGENCY.DATASET with underscores."""
    from kho.cli.asking import ask

    ask(session, question, as_of=as_of, limit=limit, shape=shape)
