"""`kho show`: the province, or one dataset."""

import click

from kho.cli.session import Session


@click.command()
@click.argument("name", required=False, metavar="[AGENCY/DATASET]")
@click.pass_obj
def command(session: Session, name: str | None) -> None:
    """The province with its agencies and datasets, or what one dataset promises."""
    from kho.cli.showing import show_dataset, show_province

    if name is None:
        show_province(session)
    else:
        show_dataset(session, name)
