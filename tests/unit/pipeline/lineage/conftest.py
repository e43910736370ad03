"""A small invented province with models, see `models_province`."""

import pytest
from tests.unit.pipeline.lineage.models_province import with_models
from tests.unit.pipeline.small_province import SmallProvince


@pytest.fixture
def modelled(province: SmallProvince) -> SmallProvince:
    """The province with models above the households; nothing is loaded yet."""
    return with_models(province)
