"""The `kho` command: finds the subcommand, and says a person's mistake without a traceback."""

import errno
import importlib
from typing import Any

import click

from kho import __version__
from kho.cli.help import SpokenContext, spoken
from kho.errors import KhoError

COMMANDS = {
    "new": "A new province folder with one example, ready to run.",
    "check": "Every mistake in the province folder at once.",
    "show": "The province, or one dataset: what is there and what it promises.",
    "contract": "Write a first contract from a file; compare two.",
    "run": "Run what is due or has arrived; show a run's report.",
    "runs": "The runs, newest first.",
    "match": "Match tables of the same things without a common key; review, decide, show.",
    "work": "Run what is due or has arrived, until stopped; see and mend what is stuck.",
    "serve": "The portal and its APIs: find, look at, take and use the open data.",
    "mcp": "The open data for an AI assistant on this machine (Model Context Protocol).",
    "token": "Tokens for programs that ask the API often: make, list, revoke.",
    "account": "People's accounts: invite, list, close, open again.",
    "table": "Tables of the warehouse: list, history, diff, restore, maintain.",
    "sql": "A read-only question to the warehouse, as of any date.",
    "profile": "What a table's columns look like.",
    "quality": "How good the datasets are: scores, freshness, drift.",
    "lineage": "Where a table or a column comes from, and where it goes.",
    "trace": "The original text of loaded rows, by their place in the landed bytes.",
    "standard": "National standards: list, show, test a value.",
    "units": "Administrative units in time: find, show, convert, import.",
    "geo": "Boundaries of administrative units for maps: import, show.",
    "erase": "Erase a person from every layer, and record that it was done.",
}


class LazyGroup(click.Group):
    """Imports a command only when it is called, so that `kho --help` is quick; tells mistakes without a traceback."""

    context_class = SpokenContext

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a person's mistake, or what the system refused, is said in both languages and ends it."""
        from kho.cli.terminal import harmless
        from kho.pipeline.refusals import as_told

        try:
            return super().invoke(ctx)
        except (KhoError, OSError) as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # the reader has gone (`kho sql ... | head`): click ends without a word
            mistake = as_told(error)
            click.echo(harmless(f"{mistake.text('vi')}\n\n{mistake.text('en')}"), err=True)
            ctx.exit(mistake.exit_code)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name, from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kho.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return spoken(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kho")
@click.option(
    "-C",
    "--province",
    "folder",
    default=".",
    envvar="KHO_PROVINCE",
    show_default=True,
    help="The province folder.",
)
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default="vi",
    envvar="KHO_LANG",
    show_default=True,
    is_eager=True,  # so that it is known when help is asked for
    help="The language of messages.",
)
@click.pass_context
def cli(context: click.Context, folder: str, lang: str) -> None:
    """Kho: the data infrastructure of a province in one program."""
    from kho.cli.session import Session

    context.obj = Session.at(folder, lang)


def main() -> None:
    """Run the command line; exit 2 for a person's mistake, 1 for findings that stop, 0 otherwise."""
    cli.main(prog_name="kho")
