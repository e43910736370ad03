"""A contribution goes the way of every delivery: checked by the same pipeline, looked at, then published."""

import shutil
import tempfile
from pathlib import Path

from django.db import transaction

from kho.contracts.names import DatasetName
from kho.web.accounts.models import Account
from kho.web.audit.recording import Change, record
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.receiving import receive
from kho.web.participation import files
from kho.web.participation.models import Matter


def hand_over(*, who: Account, matter: Matter, dataset: DatasetName) -> Delivery:
    """Hand the file of a contribution over as a delivery of a dataset that is described already; it stays here too.

    Raises NotAllowedError, NoSuchDatasetHereError, TooLargeToReceiveError.
    """
    with tempfile.TemporaryDirectory() as aside:
        copied = Path(aside) / "file"
        with files.opened(matter.file.digest) as source, copied.open("wb") as target:
            shutil.copyfileobj(source, target)
        with transaction.atomic():
            delivery = receive(account=who, dataset=dataset, file=copied, name=matter.file.name)
            record(
                who=who.email,
                what="participation.contribution.hand_over",
                about=f"{matter.kind} {matter.pk}",
                agency=matter.agency,
                change=Change(after={"dataset": str(dataset), "delivery": delivery.key}),
            )
    return delivery
