"""Code that reads a dataset when it is pasted: in a shell, Python, R, Excel and QGIS."""

from collections.abc import Sequence
from dataclasses import dataclass

from kho.publishing.catalogue import PublishedDataset
from kho.web.addresses import CatalogueAddresses, file_path, slug


@dataclass(frozen=True, kw_only=True, slots=True)
class Snippet:
    """Some code and where it is pasted."""

    id: str
    title: str
    code: str


CURL = """curl --fail --location --remote-name "{csv}"
curl --fail "{records}?limit=5"
"""
PYTHON = """import pandas as pd

data = pd.read_csv("{csv}", dtype={types})
print(data.head())
"""
R = """data <- read.csv("{csv}", colClasses = c({classes}), fileEncoding = "UTF-8")
head(data)
"""
EXCEL = """let
    Source = Csv.Document(Web.Contents("{csv}"), [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Rows = Table.PromoteHeaders(Source, [PromoteAllScalars = true])
in
    Rows
"""
QGIS = """layer = QgsVectorLayer("{geojson}", "{title}", "ogr")
QgsProject.instance().addMapLayer(layer)
"""


def snippets(addresses: CatalogueAddresses, dataset: PublishedDataset) -> Sequence[Snippet]:
    """The code for one dataset. Codes keep their leading zeros: columns of text are read as text."""
    site = addresses.site
    texts = [each.name for each in dataset.columns if each.kind == "string"]
    told = {
        "csv": f"{site}{file_path(dataset.name, 'csv')}",
        "records": f"{site}/api/v1/datasets/{slug(dataset.name)}/records",
        "geojson": f"{site}{file_path(dataset.name, 'geojson')}",
        "title": dataset.title.replace('"', "'"),
        "types": "{" + ", ".join(f'"{name}": str' for name in texts) + "}",
        "classes": ", ".join(f'{name} = "character"' for name in texts),
    }
    made = [
        Snippet(id="curl", title="curl", code=CURL.format_map(told)),
        Snippet(id="python", title="Python", code=PYTHON.format_map(told)),
        Snippet(id="r", title="R", code=R.format_map(told)),
        Snippet(id="excel", title="Excel, Power BI (Power Query)", code=EXCEL.format_map(told)),
    ]
    if dataset.is_placed:
        made.append(Snippet(id="qgis", title="QGIS (Python)", code=QGIS.format_map(told)))
    return made
