"""Prints docs/reference/commands.md: every command, its arguments and options, as the program itself has them."""

from collections.abc import Iterator
from inspect import cleandoc

import click
from printing import NOTE, code, page, table

from kho.cli.help import meaning, vietnamese
from kho.cli.main import cli

HEAD = """# Commands

`kho` finds the province folder in the current folder, or by `-C FOLDER` or the variable `KHO_PROVINCE`. It speaks
Vietnamese, or English by `--lang en` or `KHO_LANG=en`; a person's mistake is always told in both.

Exit codes: 0 all is well; 1 something stops the data (a failed or held run, mistakes in the folder, a breaking change);
2 a person's mistake in calling, told with its code ([errors](errors.md)); 3 an optional part is not installed."""


def render() -> dict[str, str]:
    """The page by its path."""
    context = click.Context(cli, info_name="kho")
    return {"docs/reference/commands.md": page(HEAD, NOTE, *_command(cli, context, shown="kho"))}


def _command(command: click.Command, context: click.Context, *, shown: str) -> Iterator[str]:
    """A command's section, then those of its own commands."""
    yield f"## {shown}"
    told = cleandoc(command.help or "")
    yield from filter(
        None, (told, f"*{vietnamese(told)}*" if told else "", _usage(command, context), _options(command, context))
    )
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is None:
                continue
            inner = click.Context(below, info_name=name, parent=context)
            if below.hidden:
                yield _options(below, inner)
            else:
                yield from _command(below, inner, shown=f"{shown} {name}")


def _usage(command: click.Command, context: click.Context) -> str:
    words = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    return f"```text\n{words}\n```"


def _options(command: click.Command, context: click.Context) -> str:
    rows = [_option(each, context) for each in command.get_params(context) if isinstance(each, click.Option)]
    rows = [row for row in rows if row is not None and "--help" not in row[0]]
    return table(["option", "meaning", "ý nghĩa"], rows) if rows else ""


def _option(option: click.Option, context: click.Context) -> tuple[str, str, str] | None:
    record = option.get_help_record(context)
    return (code(record[0]), record[1], meaning(record[1])) if record else None
