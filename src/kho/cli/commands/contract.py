"""`kho contract`: write a first contract from a file; compare two."""

import sys
from pathlib import Path

import click

from kho.cli.session import Session


@click.group()
def command() -> None:
    """Write a first contract from a file (`infer`); see which changes break consumers (`diff`)."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", required=True, help="The agency whose dataset it is, by its id.")
@click.option("--dataset", help="The dataset's name (without it: from the file's name).")
@click.option("--part", help="The sheet or table of the file (without it: the largest).")
@click.pass_obj
def infer(session: Session, file: Path, agency: str, dataset: str | None, part: str | None) -> None:
    """Write a first contract from FILE for a person to finish."""
    from kho.cli.contracting import infer_contract

    infer_contract(session, file, agency, dataset, part)


@command.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def diff(session: Session, old: Path, new: Path) -> None:
    """Every change between two contracts, and which of them break consumers. Exit 1 where one does."""
    from kho.cli.contracting import show_diff

    sys.exit(show_diff(session, old, new))
