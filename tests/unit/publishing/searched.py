"""An invented catalogue to search: what a province publishes, in words that citizens look for otherwise."""

from datetime import timedelta

from tests.unit.publishing.invented import BEGIN, dataset

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.pipeline.assessing import Assessment
from kho.province.agencies import Agency
from kho.province.records import Name
from kho.province.systems import System
from kho.publishing.catalogue import Catalogue, PublishedCode, PublishedColumn, PublishedDataset
from kho.publishing.search.index import Index, index
from kho.quality.freshness import Freshness, State
from kho.quality.scoring import Score

HEALTH = Agency(id="so-y-te", name=Name(vi="Sở Y tế", en="Department of Health"), level="province")
SCHOOLS = Agency(id="so-giao-duc", name=Name(vi="Sở Giáo dục và Đào tạo", en="Education"), level="province")
FARMS = Agency(id="so-nong-nghiep", name=Name(vi="Sở Nông nghiệp và Môi trường", en="Agriculture"), level="province")
SERVICE = Agency(id="hanh-chinh-cong", name=Name(vi="Trung tâm Hành chính công", en="Public Service"), level="province")
SYSTEMS = (
    System(
        id="mot-cua",
        name=Name(vi="Hệ thống giải quyết thủ tục", en="Procedure handling"),
        owner="hanh-chinh-cong",
        kind="shared",
        hosting="máy chủ bí mật 10.0.0.7",
        connections=("dat-dai",),
    ),
    System(id="dat-dai", name=Name(vi="CSDL đất đai", en="Land database"), owner="so-nong-nghiep", kind="sector"),
)


def column(name: str, title: str, **more: object) -> PublishedColumn:
    """A column of text, unless it is told otherwise."""
    return PublishedColumn(**{"name": name, "title": title, "kind": LogicalType.STRING, **more})  # type: ignore[arg-type]


def fresh(state: State) -> Assessment:
    """An assessment that tells how fresh a dataset is."""
    name = DatasetName("a", "b")
    return Assessment(dataset=name, title="", score=Score(total=0.9, dimensions=()), freshness=Freshness(state=state))


COMMUNE = column("xa", "Mã xã", codes="xa", level="commune")
DATASETS = (
    dataset(
        "so-giao-duc/truong-hoc",
        agency=SCHOOLS,
        title="Trường học",
        description="Trường mầm non và phổ thông đang hoạt động vào đầu năm học.",
        domain="giao-duc",
        columns=(column("ma", "Mã trường"), COMMUNE, column("cap_hoc", "Cấp học")),
        rows=400,
        assessment=fresh(State.FRESH),
    ),
    dataset(
        "so-giao-duc/lop-hoc-sinh",
        agency=SCHOOLS,
        title="Lớp và học sinh theo trường",
        description="Số lớp, số học sinh theo khối.",
        domain="giao-duc",
        columns=(column("ma", "Mã trường"), column("so_lop", "Số lớp")),
        rows=900,
        licence=None,
        assessment=fresh(State.LATE),
        modified=BEGIN + timedelta(days=3),
    ),
    dataset(
        "so-y-te/co-so-y-te",
        agency=HEALTH,
        title="Cơ sở y tế",
        description="Bệnh viện, trung tâm, trạm y tế, phòng khám: ở xã nào, bao nhiêu giường.",
        domain="Y tế",
        columns=(
            COMMUNE,
            column("loai", "Loại", codes="loai_co_so"),
            column("vi_do", "Vĩ độ", kind=LogicalType.NUMBER),
            column("kinh_do", "Kinh độ", kind=LogicalType.NUMBER),
        ),
        rows=150,
        assessment=fresh(State.DUE),
    ),
    dataset(
        "so-y-te/bac-si",
        agency=HEALTH,
        title="Bác sĩ trên một vạn dân theo xã",
        description="Số bác sĩ so với dân số cùng năm.",
        domain="Y tế",
        columns=(column("bac_si", "Bác sĩ"), column("ty_le", "Tỷ lệ", standard="percentage")),
        frequency="P1M",
        rows=90,
    ),
    dataset(
        "so-nong-nghiep/gia-nong-san",
        agency=FARMS,
        title="Giá nông sản hằng tuần",
        description="Giá bán tại ruộng và tại chợ.",
        domain="Nông nghiệp",
        columns=(column("cay", "Cây trồng", codes="cay_trong"), column("gia", "Giá", kind=LogicalType.NUMBER)),
        frequency="P7D",
    ),
    dataset(
        "so-nong-nghiep/thuy-loi",
        agency=FARMS,
        title="Công trình thủy lợi",
        description="Trạm bơm, cống và kênh: vị trí, năng lực tưới.",
        domain="Nông nghiệp",
    ),
    dataset(
        "so-nong-nghiep/dat-dai",
        agency=FARMS,
        title="Đất đai theo mục đích sử dụng",
        description="Diện tích đất nông nghiệp, đất ở của từng xã.",
        domain="dat-dai",
        columns=(COMMUNE, column("dien_tich", "Diện tích")),
    ),
    dataset(
        "hanh-chinh-cong/qua-han",
        agency=SERVICE,
        title="Hồ sơ quá hạn theo cơ quan và tháng",
        description="Hồ sơ đã trả và trả quá hạn.",
        domain="hanh-chinh",
        columns=(column("ho_so", "Hồ sơ"), column("tre", "Ngày chậm")),
    ),
    dataset(
        "hanh-chinh-cong/so-the",
        agency=SERVICE,
        title="Số thẻ hộ gia đình còn hạn",
        description="Thẻ của hộ và của trẻ em.",
        domain="hanh-chinh",
    ),
)
CODES = {
    "xa": tuple(
        PublishedCode(code=str(number), name=name)
        for number, name in enumerate(("Xã Tân Hưng", "Xã Hoàng Hoa Thám", "Phường Phố Hiến", "Xã Thụy Lôi"))
    ),
    "loai_co_so": (PublishedCode(code="1", name="Bệnh viện"), PublishedCode(code="2", name="Nhà thuốc")),
    "cay_trong": (PublishedCode(code="1", name="Lúa"), PublishedCode(code="2", name="Nhãn lồng")),
}


def catalogue(*datasets: PublishedDataset) -> Catalogue:
    """The catalogue of these datasets."""
    return Catalogue(
        province=Name(vi="Tỉnh mẫu", en="A province"),
        code="99",
        agencies={each.id: each for each in (HEALTH, SCHOOLS, FARMS, SERVICE)},
        datasets={each.name: each for each in datasets},
        codes=CODES,
    )


def made() -> Index:
    """The index of all of them."""
    return index(catalogue(*DATASETS), SYSTEMS)
