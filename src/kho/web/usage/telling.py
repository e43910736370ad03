"""How often each dataset was used lately."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.apps import apps
from django.db import DatabaseError
from django.db.models import Sum

from kho.contracts.names import DatasetName
from kho.warehouse.tables import VIETNAM
from kho.web.holding import Holding

LATELY: Final = timedelta(days=90)
_LOG: Final = logging.getLogger(__name__)


def usage(holding: Holding) -> Mapping[DatasetName, int]:
    """Uses in the last 90 days of what is published; empty where none are counted, as outside of the portal."""
    if not apps.ready or not apps.is_installed("kho.web.usage"):
        return {}
    from kho.web.usage.models import Use

    since = holding.place.clock().astimezone(VIETNAM).date() - LATELY
    try:
        rows = list(Use.objects.filter(day__gte=since).values_list("dataset").annotate(uses=Sum("count")))
    except DatabaseError:
        _LOG.exception("uses cannot be read; the datasets stand in the order of their days")
        return {}
    counted = {DatasetName.parse(dataset): int(uses) for dataset, uses in rows}
    return {name: count for name, count in counted.items() if name in holding.catalogue.datasets}
