"""The datasets of the province, a module per domain; datasets that are referred to come first."""

from hungyen.datasets import agriculture, education, health, households, land, places, services
from hungyen.deliveries import Dataset

ALL: tuple[Dataset, ...] = (
    *places.DATASETS,
    *health.DATASETS,
    *education.DATASETS,
    *agriculture.DATASETS,
    *services.DATASETS,
    *households.DATASETS,
    *land.DATASETS,
)
