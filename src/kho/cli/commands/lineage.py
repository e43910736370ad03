"""`kho lineage`: where a table or a column comes from and where it goes; `send`: events that wait."""

import sys
from pathlib import Path

import click

from kho.cli.groups import DefaultGroup
from kho.cli.session import Session

SHAPES = ["text", "json", "svg"]


@click.group(cls=DefaultGroup, default="of", subcommand_metavar="AGENCY/DATASET[.COLUMN]")
def command() -> None:
    """Where a table or a column comes from, up to cells of delivered files, and where it goes."""


@command.command(hidden=True)
@click.argument("target", metavar="AGENCY/DATASET[.COLUMN]")
@click.option("--upstream", is_flag=True, help="Only where it comes from.")
@click.option("--downstream", is_flag=True, help="Only where it goes.")
@click.option("--depth", type=click.IntRange(min=1), help="At most so many steps (without it: to the ends).")
@click.option(
    "--deliveries", type=click.IntRange(min=1), default=3, show_default=True, help="How many deliveries of a table."
)
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write there instead of to the screen.")
@click.pass_obj
def of(  # noqa: PLR0913 - one argument per option
    session: Session,
    *,
    target: str,
    upstream: bool,
    downstream: bool,
    depth: int | None,
    deliveries: int,
    shape: str,
    out: Path | None,
) -> None:
    """Where a table or a column comes from, up to cells of delivered files, and where it goes."""
    from kho.cli.lineage import Asked, show_lineage
    from kho.pipeline.lineage.walking import Reach

    both = upstream == downstream
    reach = Reach(upstream=upstream or both, downstream=downstream or both, depth=depth)
    show_lineage(session, Asked(target=target, reach=reach, deliveries=deliveries), shape, out)


@command.command()
@click.pass_obj
def send(session: Session) -> None:
    """Send the events that wait to the receiver of kho.toml. Exit 1 where not all were taken."""
    from kho.cli.lineage import send_waiting

    sys.exit(send_waiting(session))
