"""frictionless reads the portal's files. Its way into CKAN portals needs a package under the GPL, and is not tried."""

import pytest
from frictionless import Resource
from tests.web import invented


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files(served: str, ending: str):
    resource = Resource(path=f"{served}/files/{invented.OPEN}/latest/truong-hoc.{ending}")
    report = resource.validate()
    assert report.valid, report.to_summary()
    assert [row["ma"] for row in resource.read_rows()] == ["T1", "T2", "T3"]
