"""What search engines are told of a dataset's page."""

import json
from typing import Any

import pytest
from tests.unit.publishing.invented import SITE, Portal, assessment, catalogue, dataset, sample

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.schema_org import LONGEST, SHORTEST, dataset_object, markup
from kho.quality.profile import ColumnProfile

PORTAL = Portal()
REQUIRED = {"@context", "@type", "name", "description"}


def told(language: Any = "vi", **given: Any) -> Any:
    made = dataset("so-y-te/co-so-y-te", **given)
    return dataset_object(catalogue(made), PORTAL, made, language=language)


def test_googles_fields_are_there() -> None:
    found = told()
    assert found["@type"] == "Dataset"
    assert found["url"] == f"{SITE}/dataset/so-y-te/co-so-y-te"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creator"]["name"] == "Sở Y tế"
    assert found["spatialCoverage"]["name"] == "Tỉnh Hưng Yên"
    assert found["includedInDataCatalog"]["@type"] == "DataCatalog"
    assert found["keywords"] == ["Y tế"]
    assert found["isAccessibleForFree"] is True


def test_a_download_has_its_address_type_and_checksum() -> None:
    csv = told()["distribution"][0]
    assert (csv["encodingFormat"], csv["contentUrl"]) == ("text/csv", f"{SITE}/dataset/so-y-te/co-so-y-te/download.csv")
    assert (csv["contentSize"], csv["sha256"]) == ("1234 B", "ab" * 32)


def test_it_speaks_the_language_of_the_page() -> None:
    found = told("en")
    assert found["publisher"]["name"] == "Health"
    assert found["keywords"] == ["Health"]


def test_columns_are_told_with_their_units() -> None:
    column = PublishedColumn(name="giuong", title="Giường", kind=LogicalType.INTEGER, unit="giường")
    assert told(columns=(column,))["variableMeasured"] == [
        {"@type": "PropertyValue", "name": "Giường", "alternateName": "giuong", "unitText": "giường"}
    ]


def test_the_time_of_the_rows_is_told() -> None:
    name = DatasetName("so-y-te", "co-so-y-te")
    column = PublishedColumn(name="nam", title="Năm", kind=LogicalType.INTEGER)
    years = ColumnProfile(name="nam", type=LogicalType.INTEGER, filled=9, present=9, minimum=2010, maximum=2024)
    assert told(columns=(column,), assessment=assessment(name, [years]))["temporalCoverage"] == "2010/2024"


@pytest.mark.parametrize("description", ["", "Ngắn.", "Dài. " * 3000])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_description_is_as_long_as_google_asks(description: str, language: str) -> None:
    assert SHORTEST <= len(told(language, description=description)["description"]) <= LONGEST


def test_what_is_not_known_is_left_out() -> None:
    found = told(licence=None, domain=None)
    assert {"license", "keywords", "temporalCoverage"} & found.keys() == set()
    assert found.keys() >= REQUIRED


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "a & b", "\u2028"])
def test_the_markup_cannot_leave_its_script(text: str) -> None:
    made = dataset("so-y-te/co-so-y-te", title=text, description=text)
    shown = markup(catalogue(made), PORTAL, made)
    assert not set("<>&\u2028") & set(shown)
    assert json.loads(shown)["name"] == text


def test_every_invented_dataset_has_markup() -> None:
    shown = sample()
    for each in shown.datasets.values():
        assert json.loads(markup(shown, PORTAL, each, language="en")).keys() >= REQUIRED
