"""`kho run show` as a person sees it: on the screen, or in a file."""

from pathlib import Path

import click

from kho.cli.session import Session
from kho.cli.terminal import CalmConsole
from kho.cli.views import Screen
from kho.pipeline.report import html
from kho.pipeline.runs import to_json

FILE_WIDTH = 120
"""Characters of a line of a text report in a file."""


def show_run(session: Session, run_id: str, shape: str, out: Path | None) -> None:
    """Show a run as text, JSON or HTML, or write it to a file. Raises NoSuchRunError, BrokenRunRecordError."""
    run = session.run_log().get(run_id)
    if shape == "text":
        if out is None:
            Screen(session.language).run(run)
        else:
            with out.open("w", encoding="utf-8") as file:
                Screen(session.language, CalmConsole(file, width=FILE_WIDTH)).run(run)
        return
    text = to_json(run).decode() if shape == "json" else html(run, session.language)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
