"""Figures that may mean something else are loaded as they are read, and told."""

from dataclasses import replace

import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince

from kho.contracts.model import Column, Contract, LogicalType, MeasureUse, Severity
from kho.pipeline.runs import RunStatus

NUMBER = Column(name="so", title="Số", logical_type=LogicalType.NUMBER)


def with_number(column: Column) -> Contract:
    return replace(HOUSEHOLDS, columns=(Column(name="ma", title="Mã", required=True, primary_key=1), column))


@pytest.mark.parametrize(
    ("column", "texts", "doubtful"),
    [
        (NUMBER, ("1.234", "12.500", "7"), 2),
        (NUMBER, ("1.234", "1.5"), 0),
        (NUMBER, ("0.125", "0.250"), 0),
        (NUMBER, ("5", "7"), 0),
        (replace(NUMBER, decimal_mark=","), ("1.234", "2.345"), 0),
        (replace(NUMBER, point_told=True), ("1.234", "2.345"), 0),
    ],
)
def test_a_mark_that_no_figure_settles_is_told(
    new_province: NewProvince, column: Column, texts: tuple[str, ...], doubtful: int
):
    contract = with_number(column)
    province = new_province(contract)
    province.send("a.csv", "Mã;Số\n" + "".join(f"{at};{text}\n" for at, text in enumerate(texts)))
    (run,) = province.run()
    assert (run.status, run.accepted) == (RunStatus.LOADED, len(texts))
    assert run.broken.get("so.decimal", 0) == doubtful
    told = [(each.rule, each.severity, each.value) for each in run.findings]
    assert told == ([("so.decimal", Severity.WARNING, "1.234")] if doubtful else [])


@pytest.mark.parametrize(
    ("use", "figures", "doubtful"),
    [
        (MeasureUse(unit="%"), (0.125, 0.5, 1), 2),
        (MeasureUse(unit="%"), (0.125, 12.5), 0),
        (MeasureUse(unit="%", source="1"), (0.125, 0.5), 0),
        (MeasureUse(unit="%", source="%"), (0.125, 0.5), 0),
        (MeasureUse(unit="1"), (0.125, 0.5), 0),
    ],
)
def test_shares_of_a_workbook_that_all_lie_below_one_are_told(
    new_province: NewProvince, use: MeasureUse, figures: tuple[float, ...], doubtful: int
):
    contract = with_number(replace(NUMBER, measure=use))
    province = new_province(contract)
    province.send_workbook("a.xlsx", A=[["Mã", "Số"], *([str(at), figure] for at, figure in enumerate(figures))])
    (run,) = province.run()
    assert run.status is RunStatus.LOADED, run.error
    assert run.broken.get("so.share", 0) == doubtful
