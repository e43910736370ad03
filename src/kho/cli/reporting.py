"""`kho run show` as a person sees it: on the screen, or in a file."""

from pathlib import Path

import click

from kho.cli.quality import QualityView
from kho.cli.session import FolderHasMistakesError, Session
from kho.cli.terminal import CalmConsole
from kho.cli.views import Screen
from kho.pipeline.assessing import RunQuality, run_quality
from kho.pipeline.report import html
from kho.pipeline.runs import Run, to_json

FILE_WIDTH = 120
"""Characters of a line of a text report in a file."""


def show_run(session: Session, run_id: str, shape: str, out: Path | None) -> None:
    """Show a run as text, JSON or HTML, or write it to a file. Raises NoSuchRunError, BrokenRunRecordError."""
    run = session.run_log().get(run_id)
    if shape == "text":
        if out is None:
            _show(Screen(session.language), session, run)
        else:
            with out.open("w", encoding="utf-8") as file:
                _show(Screen(session.language, CalmConsole(file, width=FILE_WIDTH)), session, run)
        return
    text = to_json(run).decode() if shape == "json" else html(run, session.language, _quality(session, run))
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf-8")


def _show(screen: Screen, session: Session, run: Run) -> None:
    screen.run(run)
    quality = _quality(session, run)
    if quality is not None:
        QualityView(screen).of_run(quality)


def _quality(session: Session, run: Run) -> RunQuality | None:
    """How good the delivery is by its contract; None where the folder no longer says."""
    try:
        contract = session.province().datasets.get(run.dataset)
    except FolderHasMistakesError:
        return None  # the report of what ran is shown all the same; `kho check` tells the mistakes
    return None if contract is None else run_quality(session.profile_log(), contract, run)
