"""Figures that arrive in another unit than the contract's: converted by what the source tells, or refused."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince

from kho.contracts.model import Column, Contract, LogicalType, MeasureUse
from kho.pipeline.runs import RunStatus
from kho.pipeline.trace import trace


def measured(use: MeasureUse | str, *more: Column, title: str = "Sản lượng (tấn)") -> Contract:
    use = use if isinstance(use, MeasureUse) else MeasureUse(unit=use)
    figures = Column(
        name="so", title=title, logical_type=LogicalType.NUMBER, precision=12, scale=3, required=True, measure=use
    )
    return replace(HOUSEHOLDS, columns=(Column(name="ma", title="Mã", required=True, primary_key=1), figures, *more))


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Sản lượng (tấn)", "2500.000"),
        ("Sản lượng (tạ)", "250.000"),
        ("Sản lượng (kg)", "2.500"),
        ("san_luong_kg", "2.500"),
        ("Sản lượng", "2500.000"),
    ],
)
def test_a_header_tells_the_unit(new_province: NewProvince, header: str, told: str):
    contract = measured("tấn")
    contract = replace(
        contract, columns=(contract.columns[0], replace(contract.columns[1], headers=("san_luong_tan",)))
    )
    province = new_province(contract)
    province.send("a.csv", f"Mã,{header}\n1,2500\n")
    (run,) = province.run()
    assert run.status is RunStatus.LOADED, run.error
    assert province.rows(contract) == [("1", Decimal(told))]


def test_a_line_above_the_table_tells_the_unit_of_each_sheet(new_province: NewProvince):
    contract = measured("tấn", title="Sản lượng")
    province = new_province(contract)
    sheets = {
        name: [
            ["SẢN LƯỢNG", None],
            [None, f"Đơn vị tính: {unit}"],
            ["Mã", "Sản lượng"],
            [f"{name}1", 1500],
            [f"{name}2", 20],
        ]
        for name, unit in (("A", "ha, kg"), ("B", "tấn"))
    }
    province.send_workbook("a.xlsx", **sheets)
    (run,) = province.run()
    assert run.status is RunStatus.LOADED, run.error
    told = [("A1", "1.500"), ("A2", "0.020"), ("B1", "1500.000"), ("B2", "20.000")]
    assert province.rows(contract) == [(name, Decimal(value)) for name, value in told]
    rows = trace(province.open(), contract.name, province.loaded(contract))
    cells = {row.cells[0].text: row.cells[1] for row in rows}
    assert (cells["A1"].text, cells["A1"].units) == ("1500", "kg → tấn")
    assert (cells["B1"].text, cells["B1"].units) == ("1500", "")


@pytest.mark.parametrize(
    ("use", "unit", "why"),
    [
        ("tấn", "ha", "not of the kind"),
        ("tấn", "kg, tấn", "several units"),
        ("tấn", "bao tải", "no unit that Kho knows"),
        ("m²", "sào", "differs by region"),
        (MeasureUse(unit="sào", region="bac_bo"), "m2", "no exact number"),
    ],
)
def test_a_unit_that_leaves_it_open_is_refused(new_province: NewProvince, use: MeasureUse | str, unit: str, why: str):
    contract = measured(use, title="Số lượng")
    province = new_province(contract)
    rows = [[None, f"Đơn vị tính: {unit}"], ["Mã", "Số lượng"], ["x", 1500], ["y", 20]]
    province.send_workbook("a.xlsx", A=rows)
    (run,) = province.run()
    assert run.error is not None
    assert run.error.code == "KHO-R205"
    assert why in run.error.what.en
    assert province.rows(contract) == []


def test_from_says_what_figures_are_in_where_the_source_tells_no_unit_of_the_kind(new_province: NewProvince):
    contract = measured(MeasureUse(unit="đồng", source="triệu đồng"), title="Thu")
    province = new_province(contract)
    province.send("a.csv", "Mã,Thu\n1,2.5\n")
    province.send_workbook("b.xlsx", A=[[None, "Đơn vị: Sở mẫu"], ["Mã", "Thu"], ["2", 3], ["3", 4]])
    province.send("c.csv", "Mã,Thu (nghìn đồng)\n4,5\n")
    assert [run.status for run in province.run()] == [RunStatus.LOADED] * 3
    assert province.rows(contract) == [("4", Decimal("5000.000"))]


def test_a_row_tells_its_own_unit_and_one_without_is_a_finding(new_province: NewProvince):
    contract = measured(MeasureUse(unit="kg", of="dvt"), Column(name="dvt", title="ĐVT"), title="Lượng")
    province = new_province(contract)
    province.send("a.csv", "Mã,Lượng,ĐVT\n1,2.5,tấn\n2,3,bao\n3,4,\n4,7 tạ,\n")
    (run,) = province.run()
    assert [(each.row, each.rule, each.value) for each in run.findings] == [(3, "so.unit", "3"), (4, "so.unit", "4")]
    assert run.findings[0].what.en == "“3” in “Lượng” cannot be brought to kg by the unit in “ĐVT”."
    assert province.rows(contract) == [("1", Decimal("2500.000"), "tấn"), ("4", Decimal("700.000"), None)]
    rows = trace(province.open(), contract.name, province.loaded(contract))
    assert [row.cells[1].units for row in rows] == ["tấn → kg", "tạ → kg"]


def test_nothing_is_rounded(new_province: NewProvince):
    contract = measured("tấn")
    province = new_province(contract)
    province.send("a.csv", "Mã,Sản lượng (g)\n1,2000\n2,2500\n")
    (run,) = province.run()
    assert [(each.row, each.rule) for each in run.findings] == [(3, "so.unit")]
    assert "physicalType" in run.findings[0].mend.vi
    assert province.rows(contract) == [("1", Decimal("0.002"))]


def test_a_line_speaks_of_columns_with_words_among_their_figures_and_above_text_files(new_province: NewProvince):
    contract = measured("tấn", title="Sản lượng")
    province = new_province(contract)
    rows = [[None, "Đơn vị tính: ha, kg"], ["Mã", "Sản lượng"], ["x", "1500"], ["y", "3 tấn"], ["z", "12 bao"]]
    province.send_workbook("a.xlsx", A=rows)
    (run,) = province.run()
    assert [(each.rule, each.value) for each in run.findings] == [("so.unit", "12 bao")]
    assert province.rows(contract) == [("x", Decimal("1.500")), ("y", Decimal("3.000"))]
    province.send("b.csv", "SẢN LƯỢNG;\n;Đơn vị tính: kg\nMã;Sản lượng\nv;2500\n")
    assert province.run()[-1].status is RunStatus.LOADED
    assert province.rows(contract) == [("v", Decimal("2.500"))]


def test_a_line_says_nothing_of_shares(new_province: NewProvince):
    contract = measured("%", title="Tỷ lệ")
    province = new_province(contract)
    rows = [[None, "Đơn vị tính: triệu đồng"], ["Mã", "Tỷ lệ"], ["x", 12.5], ["y", "7,5%"], ["z", "50 ‰"]]
    province.send_workbook("a.xlsx", A=rows)
    (run,) = province.run()
    assert [(each.rule, each.value) for each in run.findings] == [("so.type", "7,5%")]
    assert province.rows(contract) == [("x", Decimal("12.500")), ("z", Decimal("5.000"))]


@pytest.mark.parametrize("line", ["Đơn vị: Sở Y tế", "Đơn vị: UBND xã Tân Hưng", "Đơn vị báo cáo: Phòng Y tế"])
def test_a_line_that_names_an_agency_tells_no_unit(new_province: NewProvince, line: str):
    contract = measured("tấn", title="Sản lượng")
    province = new_province(contract)
    province.send_workbook("a.xlsx", A=[[line, None], ["Mã", "Sản lượng"], ["1", 3], ["2", 4]])
    (run,) = province.run()
    assert run.status is RunStatus.LOADED, run.error
    assert province.rows(contract) == [("1", Decimal("3.000")), ("2", Decimal("4.000"))]
    province.send("b.csv", f"{line},\nMã,Sản lượng\n3,7\n4,8\n")
    assert province.run()[-1].status is RunStatus.LOADED
    assert province.rows(contract) == [("3", Decimal("7.000")), ("4", Decimal("8.000"))]


def test_an_agency_above_the_line_of_units_hides_it_not(new_province: NewProvince):
    contract = measured("tấn", title="Sản lượng")
    province = new_province(contract)
    rows = [["ĐVT: kg", None], ["Đơn vị: Sở mẫu", None], ["Mã", "Sản lượng"], ["1", 3], ["2", 4]]
    province.send_workbook("a.xlsx", A=rows)
    assert [run.status for run in province.run()] == [RunStatus.LOADED]
    assert province.rows(contract) == [("1", Decimal("0.003")), ("2", Decimal("0.004"))]


@pytest.mark.parametrize("count", [1, 2, 4, 9])
def test_a_row_of_units_under_a_text_files_header_tells_them(new_province: NewProvince, count: int):
    area = Column(name="dien_tich", title="Diện tích", measure=MeasureUse(unit="m²"), logical_type=LogicalType.INTEGER)
    contract = measured("tấn", area, title="Sản lượng")
    province = new_province(contract)
    rows = "".join(f"{number};{number}500;{number}\n" for number in range(1, count + 1))
    province.send("a.csv", f"Mã;Sản lượng;Diện tích\n;kg;ha\n{rows}")
    (run,) = province.run()
    assert run.status is RunStatus.LOADED, run.error
    assert province.rows(contract) == [(str(n), Decimal(f"{n}.500"), n * 10_000) for n in range(1, count + 1)]
    assert [each.text for part in run.parts for each in part.left_out] == ["kg ha"]


def test_a_column_of_units_has_no_row_of_units(new_province: NewProvince):
    contract = replace(HOUSEHOLDS, columns=(Column(name="ma", title="Mã"), Column(name="dvt", title="ĐVT")))
    province = new_province(contract)
    province.send("a.csv", "Mã;ĐVT\nkg;tấn\nha;người\nm;kg\n")
    province.run()
    assert len(province.rows(contract)) == 3
