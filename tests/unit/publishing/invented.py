"""An invented catalogue, and addresses as a portal would give them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.assessing import Assessment
from kho.province.agencies import Agency
from kho.province.records import Name
from kho.publishing.catalogue import Catalogue, PublishedColumn, PublishedDataset
from kho.publishing.dcat.addresses import Download, Scheme, Service, Standard
from kho.publishing.formats import FileFormat
from kho.quality.dimensions import Dimension
from kho.quality.freshness import Freshness, State
from kho.quality.profile import ColumnProfile, TableProfile
from kho.quality.scoring import DimensionScore, Score
from kho.warehouse.tables import Version

BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
SITE = "https://data.example.vn"
OPENAPI = Standard(iri="https://spec.openapis.org/oas/v3.1.0", title="OpenAPI 3.1")
SHA256 = "ab" * 32

AGENCIES = {
    "ubnd-tinh": Agency(id="ubnd-tinh", code="H99.01", name=Name(vi="UBND tỉnh", en="The province"), level="province"),
    "so-y-te": Agency(
        id="so-y-te", code="H99.07", name=Name(vi="Sở Y tế", en="Health"), level="province", parent="ubnd-tinh"
    ),
    "cong-ty-dien": Agency(id="cong-ty-dien", name=Name(vi="Công ty điện", en="Power"), level="enterprise"),
}


class Portal:
    """Addresses of an invented portal."""

    def catalogue(self) -> str:
        return f"{SITE}/catalog"

    def home(self) -> str:
        return f"{SITE}/"

    def page(self, number: int, *, since: datetime | None) -> str:
        asked = f"&modified_since={since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if since else ""
        return f"{SITE}/catalog?page={number}{asked}"

    def dataset(self, name: DatasetName) -> str:
        return f"{SITE}/id/dataset/{name}"

    def landing(self, name: DatasetName) -> str:
        return f"{SITE}/dataset/{name}"

    def version(self, name: DatasetName, number: int) -> str | None:
        return f"{SITE}/id/dataset/{name}/{number}" if number else None

    def agency(self, agency: str) -> str:
        return f"{SITE}/id/agency/{agency}"

    def agency_page(self, agency: str) -> str:
        return f"{SITE}/agency/{agency}"

    def series(self, agency: str, stem: str) -> str:
        return f"{SITE}/id/series/{agency}/{stem}"

    def concept(self, scheme: Scheme, code: str) -> str:
        return f"{SITE}/id/{scheme}/{code}".rstrip("/")

    def downloads(self, dataset: PublishedDataset) -> Sequence[Download]:
        whole = f"{SITE}/dataset/{dataset.name}/download"
        checked = Download(format=FileFormat.CSV, url=f"{whole}.csv", size=1234, sha256=SHA256)
        others = [each for each in FileFormat if each is not FileFormat.CSV]
        return [checked, *(Download(format=each, url=f"{whole}.{each}") for each in others)]

    def services(self, dataset: PublishedDataset) -> Sequence[Service]:
        del dataset
        return [
            Service(
                iri=f"{SITE}/id/api",
                endpoint=f"{SITE}/api/v1",
                title=Message("API dữ liệu", "Data API"),
                description=f"{SITE}/api/v1/openapi.json",
                conforms_to=(OPENAPI,),
            )
        ]


def assessment(name: DatasetName, columns: Sequence[ColumnProfile] = ()) -> Assessment:
    dimensions = (
        DimensionScore(dimension=Dimension.COMPLETE, value=0.9875),
        DimensionScore(dimension=Dimension.ACCURATE, value=None),
    )
    return Assessment(
        dataset=name,
        title="",
        score=Score(total=0.9, dimensions=dimensions),
        freshness=Freshness(state=State.UNPROMISED),
        profile=TableProfile(
            dataset=name,
            version=2,
            contract_version="1.0.0",
            made=BEGIN,
            rows=9,
            looked_at=9,
            step=1,
            columns=tuple(columns),
        )
        if columns
        else None,
    )


def versions(newest: datetime, count: int = 3) -> tuple[Version, ...]:
    return tuple(
        Version(
            version=number,
            committed=newest - timedelta(days=count - 1 - number),
            what="replace" if number != 1 else "compact",
            inserted=None if number == 1 else 10,
            updated=None if number == 1 else 2,
            deleted=None if number == 1 else 0,
        )
        for number in reversed(range(count))
    )


def dataset(name: str, **given: Any) -> PublishedDataset:
    """A dataset whose unsaid parts are invented."""
    parsed = DatasetName.parse(name)
    newest = given.pop("modified", BEGIN)
    values: dict[str, Any] = {
        "title": "Cơ sở y tế",
        "description": "Bệnh viện, trạm y tế: ở xã nào, bao nhiêu giường.",
        "agency": AGENCIES.get(parsed.agency, AGENCIES["so-y-te"]),
        "domain": "y-te",
        "licence": "CC-BY-4.0",
        "frequency": "P1Y",
        "contract_version": "1.0.0",
        "columns": (PublishedColumn(name="ma", title="Mã", kind=LogicalType.STRING, is_key=True),),
        "rows": 10,
        "versions": versions(newest),
        "assessment": assessment(parsed),
    }
    return PublishedDataset(name=parsed, **{**values, **given})


def catalogue(*datasets: PublishedDataset) -> Catalogue:
    return Catalogue(
        province=Name(vi="Hưng Yên", en="Hưng Yên"),
        code="33",
        agencies=AGENCIES,
        datasets={each.name: each for each in datasets},
    )


def sample() -> Catalogue:
    """One dataset of each kind that may be told differently."""
    day = PublishedColumn(name="ngay", title="Ngày", kind=LogicalType.DATE, is_key=True)
    days = ColumnProfile(
        name="ngay", type=LogicalType.DATE, filled=9, present=9, minimum="2020-01-01", maximum="2025-12-31"
    )
    year = PublishedColumn(name="nam", title="Năm", kind=LogicalType.INTEGER)
    years = ColumnProfile(name="nam", type=LogicalType.INTEGER, filled=9, present=9, minimum=2010, maximum=2024)
    name = DatasetName.parse
    return catalogue(
        dataset("so-y-te/co-so-y-te"),
        dataset("so-y-te/theo-ngay", columns=(day,), assessment=assessment(name("so-y-te/theo-ngay"), [days])),
        dataset("so-y-te/theo-nam", columns=(year,), assessment=assessment(name("so-y-te/theo-nam"), [years])),
        dataset("so-y-te/khong-mo-ta", description="", domain=None, licence=None, frequency=None),
        dataset("so-y-te/giay-phep-rieng", licence="Theo Quyết định 12/QĐ-UBND", domain="không-có-trong-bảng"),
        dataset("so-y-te/giay-phep-dia-chi", licence="https://example.vn/giay-phep", frequency="P9D"),
        dataset("so-y-te/chu-la", title='<b>"Lạ" & \\ \x0b</b>\n', description="a\rb\u2028c\ud800"),
        dataset("cong-ty-dien/gia-dien-2024", title="Giá điện năm 2024", domain="Năng lượng"),
        dataset("cong-ty-dien/gia-dien-2025", title="Giá điện năm 2025", domain="nang-luong"),
    )
