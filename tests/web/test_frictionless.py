"""frictionless reads the portal: its catalogue as a CKAN portal, and a dataset's file with its types."""

import pytest
from frictionless import Package, Resource
from frictionless.portals import CkanControl
from tests.web import invented


def test_a_dataset_as_a_package_of_a_ckan_portal(served: str):
    package = Package(control=CkanControl(baseurl=served, dataset=invented.OPEN))
    assert package.title == "Trường học"
    resource = next(each for each in package.resources if (each.format or "").lower() == "csv")
    rows = resource.read_rows()
    assert [row["ma"] for row in rows] == ["T1", "T2", "T3"]


def test_the_catalogue_as_a_ckan_portal(served: str):
    catalogue = CkanControl(baseurl=served)
    from frictionless import Catalog

    found = Catalog(control=catalogue)
    names = {each.package.name for each in found.datasets if each.package is not None}
    assert {invented.OPEN, invented.MANY} <= names


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files(served: str, ending: str):
    resource = Resource(path=f"{served}/files/{invented.OPEN}/latest/truong-hoc.{ending}")
    report = resource.validate()
    assert report.valid, report.to_summary()
