"""What a plan says: rules in order, words in both languages, mistakes named."""

from datetime import date
from string import Formatter

import pytest

from kho.contracts.model import CodeListUse, Column, Contract, LogicalType, Metric, Operator, QualityRule, Reference
from kho.contracts.names import DatasetName
from kho.quality import messages
from kho.quality.cells import CellKind
from kho.quality.dates import BadDatePatternError, date_pattern, time_pattern
from kho.quality.findings import finding
from kho.quality.messages import Words
from kho.quality.planning import plan

DAY = date(2026, 11, 22)


def contract(*columns: Column, **more: object) -> Contract:
    name = DatasetName("so-mau", "vi-du")
    return Contract(name=name, version="1.0.0", title="Ví dụ", columns=columns, **more)  # type: ignore[arg-type]  # the test gives the right ones


def test_words_are_filled_in_both_languages():
    checks = plan(
        contract(
            Column(name="ma", title="Mã hộ", primary_key=1, pattern=r"H\d{8}", max_length=9, unique=True),
            Column(
                name="dien_tich",
                title="Diện tích",
                logical_type=LogicalType.NUMBER,
                precision=14,
                scale=2,
                minimum=0,
                exclusive_maximum=1234567.5,
            ),
            Column(name="xa", codelist=CodeListUse(name="xa")),
            Column(name="thon", codelist=CodeListUse(name="thon", on="ngay")),
            Column(name="ngay", title="Ngày cấp", logical_type=LogicalType.DATE, minimum="1900-01-31"),
            references=(Reference(columns=("ma",), to=DatasetName("so-mau", "ho"), to_columns=("ma",)),),
            rules=(
                QualityRule(
                    id="du",
                    operator=Operator.GREATER_OR_EQUAL,
                    expected=(95.5,),
                    metric=Metric.ROW_COUNT,
                    unit="percent",
                ),
            ),
        ),
        delivered_on=DAY,
    )
    told = {rule.id: rule.what for rule in checks.rules()}
    assert told["dien_tich.range"].vi == "“Diện tích” ngoài khoảng cho phép (từ 0, dưới 1.234.567,5)."
    assert told["dien_tich.range"].en == "“Diện tích” is out of range (from 0, below 1,234,567.5)."
    assert told["ngay.range"].vi == "“Ngày cấp” ngoài khoảng cho phép (từ 31/01/1900)."
    assert told["xa.codelist"].vi == "“xa” không có trong danh mục xa vào ngày 22/11/2026."
    assert told["thon.codelist"].en == "“thon” is not in code list thon on the day in “Ngày cấp”."
    assert told["du"].vi == "Cả đợt gửi không đạt: số dòng (cần ít nhất 95,5 %)."
    for rule in checks.rules():
        for sentence in (rule.what.vi, rule.what.en, rule.mend.vi, rule.mend.en):
            assert "{" not in sentence.replace(r"H\d{8}", "")


def test_an_unreadable_cell_is_told_by_its_kind():
    checks = plan(contract(Column(name="ten", title="Tên")), delivered_on=DAY)
    rule = checks.row_rules[0]
    name = DatasetName("so-mau", "vi-du")
    told = {
        kind: finding(name, rule, title="Tên", part="", row=1, value="x", kind=kind).what.vi
        for kind in (CellKind.ERROR, CellKind.UNDECODED, CellKind.LEGACY)
    }
    assert len(set(told.values())) == 3
    assert "TCVN3" in told[CellKind.LEGACY]


@pytest.mark.parametrize(
    "pattern", ["MM/yyyy", "dd/MM/yyy", "dd MMM yyyy", "EEE dd/MM/yyyy", "dd/MM/yyyy dd", "'x", "hh:mm"]
)
def test_a_date_format_without_a_day_or_with_unknown_letters_is_refused(pattern: str):
    with pytest.raises(BadDatePatternError):
        date_pattern(pattern)
    column = Column(name="d", logical_type=LogicalType.DATE, formats=(pattern,))
    with pytest.raises(BadDatePatternError):
        plan(contract(column), delivered_on=DAY)


def test_a_time_format_has_no_day():
    assert time_pattern("HH:mm").fields == ("hour", "minute")
    with pytest.raises(BadDatePatternError):
        time_pattern("dd/MM/yyyy HH:mm")


def test_every_sentence_has_the_same_fields_in_both_languages():
    for words in [each for each in vars(messages).values() if isinstance(each, Words)]:
        for message in (words.what, words.mend):
            vi, en = (
                {name.split("_")[0] for _, name, _, _ in Formatter().parse(text) if name}
                for text in (message.vi, message.en)
            )
            assert vi == en
