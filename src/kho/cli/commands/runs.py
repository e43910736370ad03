"""`kho runs`: the runs, newest first."""

from itertools import islice

import click

from kho.cli.session import Session


@click.command()
@click.argument("name", required=False, metavar="[AGENCY/DATASET]")
@click.option("-n", "count", type=click.IntRange(min=1), default=20, show_default=True, help="How many at most.")
@click.pass_obj
def command(session: Session, name: str | None, count: int) -> None:
    """The runs, newest first, of one dataset or all."""
    from kho.cli.views import Screen
    from kho.contracts.names import DatasetName

    screen = Screen(session.language)
    dataset = DatasetName.parse(name) if name else None
    screen.run_list(list(islice(session.run_log().newest(dataset), count)))
