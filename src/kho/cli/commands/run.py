"""`kho run`: what is due or has arrived; `kho run show ID`: one run's report."""

import sys
from pathlib import Path

import click

from kho.cli.session import Session

SHOW_FORMATS = ["text", "json", "html"]


class RunGroup(click.Group):
    """`kho run show …` is a command of its own; anything else are datasets to run."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of running datasets, then the commands."""
        self.commands["datasets"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the first word for a command only where it is one."""
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "datasets", self.commands["datasets"], args

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a word that names a command, all words are the datasets' command's."""
        if not args or (args[0] not in self.commands and args[0] not in {"--help", "-h"}):
            args = ["datasets", *args]
        return super().parse_args(ctx, args)


@click.group(cls=RunGroup, subcommand_metavar="[AGENCY/DATASET ...]")
def command() -> None:
    """Run what is due or has arrived: the named datasets, or all. Exit 1 when a run failed or was held back."""


@command.command(name="datasets", hidden=True)
@click.argument("names", nargs=-1, metavar="[AGENCY/DATASET ...]")
@click.option("--again", is_flag=True, help="Run also what the tables hold already.")
@click.option("--allow-breaking", is_flag=True, help="Let the contract drop or change what a loaded table has.")
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Run this file, for one dataset."
)
@click.pass_obj
def datasets(
    session: Session,
    names: tuple[str, ...],
    again: bool,  # noqa: FBT001 - click's way
    allow_breaking: bool,  # noqa: FBT001 - click's way
    file: Path | None,
) -> None:
    """Run the named datasets, or all. Exit 1 when a run failed or was held back."""
    from kho.cli.running import run_all
    from kho.pipeline.workplace import RunOptions

    options = RunOptions(again=again, allow_breaking=allow_breaking)
    sys.exit(run_all(session, names, options=options, file=file))


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
