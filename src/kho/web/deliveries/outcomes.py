"""What came of a delivery's check, or of the run that published it, wherever it lies."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from kho.pipeline.runs import Run
from kho.pipeline.trial import Trial, bad_rows, read_trial
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.places import place
from kho.web.deliveries.states import State

_CHECKED = {State.READY, State.HAS_ERRORS, State.UNREADABLE, State.SENT_BACK, State.PUBLISHING}


def outcome_of(delivery: Delivery) -> Trial | None:
    """What came of its check, or of the run that published it; None where there is nothing yet, or any more."""
    if delivery.run:
        return Trial(run=place().runs.get(delivery.run))
    if delivery.stands in _CHECKED:
        return read_trial(delivery.trial) if delivery.trial.exists() else None
    return None


@contextmanager
def set_apart(delivery: Delivery, run: Run) -> Iterator[pa.RecordBatchReader]:
    """The rows that are turned away. Raises FileNotFoundError where the check failed."""
    if delivery.run:
        with place().warehouse.quarantined(run.dataset, run.delivery.sha256) as found_rows:
            yield found_rows
    else:
        with bad_rows(delivery.trial) as found_rows:
            yield found_rows
