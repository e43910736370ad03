"""The datasets of the province, a module per domain."""

from hungyen.datasets import (
    agriculture,
    building,
    care,
    culture,
    education,
    environment,
    finance,
    health,
    households,
    land,
    offices,
    places,
    residents,
    services,
    telecoms,
    trade,
    utilities,
)
from hungyen.deliveries import Dataset

ALL: tuple[Dataset, ...] = (
    *places.DATASETS,
    *health.DATASETS,
    *care.DATASETS,
    *education.DATASETS,
    *agriculture.DATASETS,
    *environment.DATASETS,
    *services.DATASETS,
    *offices.DATASETS,
    *households.DATASETS,
    *residents.DATASETS,
    *land.DATASETS,
    *utilities.DATASETS,
    *building.DATASETS,
    *trade.DATASETS,
    *culture.DATASETS,
    *finance.DATASETS,
    *telecoms.DATASETS,
)
