"""A small invented province whose workbook becomes a dataset, the dataset a model, and that model another."""

from typing import Any

from tests.unit.pipeline.small_province import HOUSEHOLDS, SmallProvince

from kho.contracts.model import CodeListUse, Column, Contract, LogicalType, Reference, Source
from kho.contracts.names import DatasetName
from kho.contracts.write import to_yaml

BY_KIND, SHARES = DatasetName("dan-cu", "theo-loai"), DatasetName("dan-cu", "binh-quan")
HOMES = Contract(
    name=DatasetName("so-mau", "nha-o"),
    version="1.0.0",
    title="Nhà ở (dữ liệu giả)",
    domain="mau",
    description="Dữ liệu giả.",
    steward="can-bo-mau",
    columns=(
        Column(name="ma", title="Mã", required=True, primary_key=1),
        Column(
            name="ma_ho",
            title="Mã hộ",
            references=(Reference(columns=("ma_ho",), to=HOUSEHOLDS.name, to_columns=("ma",)),),
        ),
        Column(name="loai", title="Loại", codelist=CodeListUse(name="loai_nha")),
    ),
    sources=(Source(name="inbox", transport="local", address={"path": "nha-o/*"}),),
)
QUERIES = {
    BY_KIND: "select upper(h.ten) as ten, sum(h.so) as so_nguoi, count(h.ma) as so_ho\n"
    "from so_mau.ho_dan as h where h.so > 0 group by upper(h.ten)\n",
    SHARES: "select ten, round(1.0 * so_nguoi / so_ho, 1) as binh_quan from dan_cu.theo_loai where so_ho > 0\n",
}
SHEET = [["Mã", "Tên", "Số người"], ["01", "Nhà A", 3], ["02", "Nhà A", 4], ["03", "Nhà B", 2]]


def contract_of(name: DatasetName, *columns: Column) -> Contract:
    return Contract(
        name=name,
        version="1.0.0",
        title=f"Bảng {name.dataset} (dữ liệu giả)",
        domain=name.agency,
        description="Dữ liệu giả.",
        owner="so-mau",
        steward="can-bo-mau",
        columns=columns,
    )


CONTRACTS = {
    BY_KIND: contract_of(
        BY_KIND,
        Column(name="ten", title="Tên", primary_key=1, required=True),
        Column(name="so_nguoi", title="Số người", logical_type=LogicalType.INTEGER),
        Column(name="so_ho", title="Số hộ", logical_type=LogicalType.INTEGER),
    ),
    SHARES: contract_of(
        SHARES,
        Column(name="ten", title="Tên", primary_key=1, required=True),
        Column(name="binh_quan", title="Bình quân", logical_type=LogicalType.NUMBER),
    ),
}


def with_models(province: SmallProvince) -> SmallProvince:
    """Add the houses, a code list, and two models above the households."""
    province.promise(HOMES)
    province.write("codelists/loai_nha.csv", "code,name,valid_from,valid_to\nA,Nhà mẫu,,\n")
    for name, query in QUERIES.items():
        province.write(f"models/{name}.sql", query)
        province.write(f"models/{name}.odcs.yaml", to_yaml(CONTRACTS[name]))
    return province


def sheet(*rows: list[Any]) -> list[list[Any]]:
    """The households' sheet with these rows."""
    return [SHEET[0], *rows]
