"""A small invented portal as CKAN's API sees it, with rows from a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.pipeline.assessing import Assessment
from kho.province.agencies import Agency
from kho.province.records import Name
from kho.publishing.catalogue import Catalogue, PublishedColumn, PublishedDataset
from kho.publishing.ckan.calling import call
from kho.publishing.ckan.site import File, Site, site
from kho.publishing.records.question import All, Condition, Holds, OneOf, Page
from kho.quality.freshness import Freshness, State
from kho.quality.scoring import Score
from kho.standards.text.folding import folded
from kho.warehouse.tables import Version

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEALTH = Agency(id="so-y-te", name=Name(vi="Sở Y tế", en="Department of Health"), level="province", code="H31.1")
LAND = Agency(id="so-nong-nghiep", name=Name(vi="Sở Nông nghiệp", en="Agriculture"), level="province")
COMMUNE = Agency(id="xa-a", name=Name(vi="Xã A", en="Commune A"), level="commune", parent="so-y-te")
COLUMNS = (
    PublishedColumn(name="ma", title="Mã", kind=LogicalType.STRING, is_key=True, standard="admin-unit"),
    PublishedColumn(name="ten", title="Tên", kind=LogicalType.STRING),
    PublishedColumn(name="so_giuong", title="Số giường", kind=LogicalType.INTEGER, unit="giường"),
)
ROWS = tuple(
    {"_id": number, "ma": f"C{number}", "ten": name, "so_giuong": number * 10}
    for number, name in enumerate(("Bệnh viện Đa khoa", "Trạm y tế Xã A", "Bệnh viện Mắt"), 1)
)


@dataclass(frozen=True)
class Place:
    """Addresses of a portal that is nowhere."""

    site: str = "https://data.example.vn"

    def dataset(self, name: DatasetName) -> str:
        return f"{self.site}/dataset/{name}"

    def file(self, name: DatasetName, extension: str) -> File:
        return File(url=f"{self.site}/dataset/{name}/file.{extension}", size=12, sha256="ab" * 32)


@dataclass
class ListedRows:
    """The same rows for every table; remembers what was asked."""

    asked: list[tuple[DatasetName, Page]] = field(default_factory=list)

    def read(self, name: DatasetName, page: Page, *, skip: int) -> Sequence[Mapping[str, object]]:
        self.asked.append((name, page))
        kept = [row for row in ROWS if _is(row, page.where)]
        for order in reversed(page.order):
            kept.sort(key=lambda row: row[order.column], reverse=order.descending)
        return kept[skip : skip + page.limit]

    def count(self, name: DatasetName, where: Condition | None) -> int:
        self.asked.append((name, Page(where=where)))
        return sum(_is(row, where) for row in ROWS)


def _is(row: Mapping[str, object], where: Condition | None) -> bool:
    match where:
        case None:
            return True
        case All():
            return all(_is(row, each) for each in where.of)
        case OneOf():
            return row[where.column] in where.values
        case Holds():
            said = folded(" ".join(map(str, row.values())) if where.column is None else str(row[where.column]))
            return all(word in said.split() for word in folded(where.words).split())
    raise NotImplementedError(where)


def dataset(name: str, title: str, agency: Agency = HEALTH, *, age: int = 0, **more: object) -> PublishedDataset:
    """A dataset that changed so many days before NOW."""
    parsed = DatasetName.parse(name)
    given = {
        "description": "",
        "domain": "y-te",
        "licence": "CC-BY-4.0",
        "frequency": "P1M",
        "columns": COLUMNS,
        **more,
    }
    return PublishedDataset(
        name=parsed,
        title=title,
        agency=agency,
        contract_version="1.0.0",
        rows=len(ROWS),
        versions=(
            Version(version=2, committed=NOW - timedelta(days=age), what="replace"),
            Version(version=1, committed=NOW - timedelta(days=age + 100), what="replace"),
        ),
        assessment=Assessment(
            dataset=parsed, title=title, score=Score(total=0.75, dimensions=()), freshness=Freshness(state=State.FRESH)
        ),
        **given,
    )


def catalogue(datasets: Sequence[PublishedDataset]) -> Catalogue:
    return Catalogue(
        province=Name(vi="Tỉnh mẫu", en="A province"),
        code="99",
        agencies={each.id: each for each in (HEALTH, LAND, COMMUNE)},
        datasets={each.name: each for each in datasets},
    )


DATASETS = (
    dataset("so-y-te/co-so-y-te", "Cơ sở y tế", age=1, description="Bệnh viện, trạm y tế và phòng khám."),
    dataset("so-y-te/tiem-chung", "Tiêm chủng mở rộng", age=20, domain="dan-so"),
    dataset(
        "so-nong-nghiep/dat-dai",
        "Đất đai theo xã",
        LAND,
        age=40,
        domain="dat-dai",
        licence=None,
        description="Diện tích đất theo loại; có cả đất y tế.",
    ),
    dataset("so-nong-nghiep/thuy-loi", "Công trình thuỷ lợi", LAND, age=400, domain=None, frequency=None),
)
HOSPITALS, VACCINES, LANDS, WATERS = (
    "so-y-te--co-so-y-te",
    "so-y-te--tiem-chung",
    "so-nong-nghiep--dat-dai",
    "so-nong-nghiep--thuy-loi",
)


def portal(datasets: Sequence[PublishedDataset] = DATASETS, rows: ListedRows | None = None) -> Site:
    return site(catalogue(datasets), Place(), rows or ListedRows(), clock=lambda: NOW)


def result(at: Site, action: str, **parameters: object) -> object:
    """The result of a call that must succeed; `facet__field` stands for `facet.field`."""
    answer = call(at, action, {key.replace("__", "."): value for key, value in parameters.items()})
    assert answer.status == 200, answer.envelope
    return answer.envelope["result"]
