"""A group of commands one of which needs no name: `kho run so-y-te/dan-so` beside `kho run show LAST`."""

from typing import Any

import click

HELP_FLAGS = frozenset({"--help", "-h"})


class DefaultGroup(click.Group):
    """A first word that names no command belongs to the command `default`, which is hidden."""

    def __init__(self, *args: Any, default: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.default = default

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of the command without a name, then the commands."""
        self.commands[self.default].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the first word for a command only where it is one."""
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return self.default, self.commands[self.default], args

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a word that names a command, all words are the default command's."""
        if not args or (args[0] not in self.commands and args[0] not in HELP_FLAGS):
            args = [self.default, *args]
        return super().parse_args(ctx, args)
