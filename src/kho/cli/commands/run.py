"""`kho run`: what is due or has arrived; `kho run show ID`: one run's report."""

import sys
from pathlib import Path

import click

from kho.cli.groups import DefaultGroup
from kho.cli.session import Session

SHOW_FORMATS = ["text", "json", "html"]


@click.group(cls=DefaultGroup, default="datasets", subcommand_metavar="[AGENCY/DATASET ...]")
def command() -> None:
    """Run what is due or has arrived: the named datasets, or all. Exit 1 when a run failed or was held back."""


@command.command(name="datasets", hidden=True)
@click.argument("names", nargs=-1, metavar="[AGENCY/DATASET ...]")
@click.option("--again", is_flag=True, help="Run also what the tables hold already.")
@click.option("--allow-breaking", is_flag=True, help="Let the contract drop or change what a loaded table has.")
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Run this file, for one dataset."
)
@click.option("--processes", type=click.IntRange(min=1), help="How many processes (without it: as kho.toml says).")
@click.pass_obj
def datasets(  # noqa: PLR0913, PLR0917 - one argument per option is click's way
    session: Session,
    names: tuple[str, ...],
    again: bool,  # noqa: FBT001 - click's way
    allow_breaking: bool,  # noqa: FBT001 - click's way
    file: Path | None,
    processes: int | None,
) -> None:
    """Run the named datasets, or all. Exit 1 when a run failed or was held back."""
    from kho.cli.running import run_all
    from kho.pipeline.workplace import RunOptions

    options = RunOptions(again=again, allow_breaking=allow_breaking)
    sys.exit(run_all(session, names, options=options, file=file, processes=processes))


@command.command()
@click.argument("run_id", metavar="ID|LAST|AGENCY/DATASET")
@click.option("--format", "shape", type=click.Choice(SHOW_FORMATS), default="text", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write there instead of to the screen.")
@click.pass_obj
def show(session: Session, run_id: str, shape: str, out: Path | None) -> None:
    """The report of one run: read, accepted, quarantined, why, and how it was read. A dataset: its newest run."""
    from kho.cli.reporting import show_run

    show_run(session, run_id, shape, out)


@command.command()
@click.argument("run_id", metavar="ID|LAST|AGENCY/DATASET")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder to write to.")
@click.pass_obj
def give_back(session: Session, run_id: str, out: Path) -> None:
    """A copy of the sender's own table with the bad cells marked and commented in Vietnamese."""
    from kho.cli.terminal import harmless
    from kho.pipeline.giving_back import give_back as marked

    place = session.workplace()
    click.echo(harmless(str(marked(place, place.runs.get(run_id), out))))
