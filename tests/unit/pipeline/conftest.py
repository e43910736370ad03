"""A small invented province, see `small_province`."""

from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import AGENCIES, HOUSEHOLDS, SETTINGS, NewProvince, SmallProvince

from kho.contracts.model import Contract


@pytest.fixture
def new_province(tmp_path: Path) -> NewProvince:
    """Make a province whose contracts are the given ones."""

    def make(*contracts: Contract) -> SmallProvince:
        small = SmallProvince(folder=tmp_path / "tinh-mau")
        small.write("kho.toml", SETTINGS)
        small.write("agencies.yaml", AGENCIES)
        for contract in contracts:
            small.promise(contract)
        return small

    return make


@pytest.fixture
def province(new_province: NewProvince) -> SmallProvince:
    """A province with one dataset, the households, loaded by replace."""
    return new_province(HOUSEHOLDS)
