"""A delivery that was loaded is withdrawn: its run stays on record, and counts no longer in scores and freshness."""

from dataclasses import replace

from kho.pipeline.workplace import Workplace


def withdraw_run(place: Workplace, run_id: str) -> None:
    """Mark that the table was put back to what it was before a run. Raises NoSuchRunError, BrokenRunRecordError."""
    run = place.runs.get(run_id)
    if run.withdrawn is None:
        place.runs.save(replace(run, withdrawn=place.clock()))
