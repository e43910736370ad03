"""`kho quality`: how good the datasets are."""

import click

from kho.cli.session import Session


@click.command()
@click.argument("names", nargs=-1, metavar="[AGENCY/DATASET ...]")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def command(session: Session, names: tuple[str, ...], shape: str) -> None:
    """Scores, freshness and trend of the named datasets, or all; of a single one every part of its score and drift."""
    from kho.cli.quality import show_quality

    show_quality(session, names, shape)
