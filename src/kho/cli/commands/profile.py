"""`kho profile`: what a table's columns look like."""

import click

from kho.cli.session import Session


@click.command()
@click.argument("name", metavar="AGENCY/DATASET")
@click.option("--column", help="Everything of this column.")
@click.option("--as-of", "version", type=click.IntRange(min=0), help="This version of the table, not the newest.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def command(session: Session, name: str, column: str | None, version: int | None, shape: str) -> None:
    """What a table's columns look like: missing and different values, ends, quantiles, histograms, frequent values."""
    from kho.cli.profiling import show_profile

    show_profile(session, name, column=column, version=version, shape=shape)
