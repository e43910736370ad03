"""`kho work`: run what is due or has arrived, until stopped; `add`, `status`, `retry`: what a person asks of it."""

import sys
from pathlib import Path

import click

from kho.cli.session import Session


@click.group(invoke_without_command=True)
@click.option("--processes", type=click.IntRange(min=1), help="How many processes (without it: as kho.toml says).")
@click.option("--once", is_flag=True, help="Run what is due now, then end; 1 is the exit code when something failed.")
@click.option(
    "--log", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it tells."
)
@click.pass_context
def command(context: click.Context, processes: int | None, once: bool, shape: str) -> None:  # noqa: FBT001 - click's way
    """Run what is due by its schedule or has arrived, again and again, until stopped by Ctrl-C or SIGTERM."""
    if context.invoked_subcommand is None:
        from kho.cli.working import work

        sys.exit(work(context.obj, processes=processes, once=once, shape=shape))


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="AGENCY/DATASET ...")
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Run this file, for one dataset."
)
@click.pass_obj
def add(session: Session, names: tuple[str, ...], file: Path | None) -> None:
    """Queue datasets to be run as soon as a process is free."""
    from kho.cli.working import add_orders

    add_orders(session, names, file)


@command.command()
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def status(session: Session, shape: str) -> None:
    """What is running, waits, failed or was set aside, and when what is due."""
    from kho.cli.working import show_status

    show_status(session, shape)


@command.command()
@click.argument("names", nargs=-1, metavar="[AGENCY/DATASET ...]")
@click.pass_obj
def retry(session: Session, names: tuple[str, ...]) -> None:
    """Try again now what waits, was given up or set aside: of the named datasets, or all."""
    from kho.cli.working import retry_stuck

    retry_stuck(session, names)
