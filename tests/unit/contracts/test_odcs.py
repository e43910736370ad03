"""A contract's mistakes: each is told with its line, what is wrong and what to do, all in one go."""

from datetime import date
from pathlib import Path

import pytest

from kho.contracts.kho_properties import KNOWN
from kho.contracts.model import (
    Access,
    Classification,
    CodeListUse,
    Contract,
    Layer,
    LoadMode,
    LogicalType,
    MeasureUse,
    Metric,
    Operator,
    Problem,
    Reference,
    Severity,
    UnitUse,
)
from kho.contracts.names import DatasetName
from kho.contracts.odcs import parse, read

FOLDER = Path("tinh")
FILE = FOLDER / "contracts" / "so-y-te" / "co-so.odcs.yaml"

GOOD = """\
apiVersion: v3.1.0
kind: DataContract
id: so-y-te/co-so
name: Cơ sở y tế
version: "1.2.0"
status: active
domain: y-te
description: {purpose: Danh sách cơ sở}
team:
  name: so-y-te
  members:
    - {username: can.bo@vi.du.vn, role: steward}
slaProperties:
  - {property: frequency, value: 1, unit: month}
  - {property: retention, value: 10, unit: years}
servers:
  - server: hop-thu
    type: local
    path: inbox/*.csv
    format: auto
    customProperties:
      - {property: kho.read, value: {encoding: utf-8}}
  - server: may-chu
    type: custom
    host: may.vi.du.vn
    customProperties:
      - {property: kho.transport, value: lgsp}
      - {property: kho.fetch, value: {page: 100}}
customProperties:
  - {property: kho.access, value: shared}
  - {property: kho.layer, value: master}
  - {property: kho.load, value: upsert}
  - {property: kho.licence, value: CC-BY-4.0}
  - {property: someone.else, value: 1}
schema:
  - name: co_so
    properties:
      - name: ma
        businessName: Mã cơ sở
        logicalType: string
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        logicalTypeOptions: {minLength: 2, maxLength: 5, pattern: "[A-Z0-9]+"}
        customProperties:
          - {property: kho.header, value: [Mã, Mã số]}
          - {property: kho.position, value: 1}
        quality:
          - {metric: invalidValues, arguments: {validValues: [A1, B2]}, mustBe: 0}
          - {metric: invalidValues, arguments: {pattern: "A.*"}, mustBeLessThan: 5, unit: percent, severity: warning}
          - {type: text, description: Do Sở cấp}
      - name: dien_tich
        logicalType: number
        physicalType: DECIMAL(12, 2)
        logicalTypeOptions: {minimum: 0}
        customProperties:
          - {property: kho.decimal, value: ","}
          - {property: kho.missing, value: "-"}
      - name: ngay_cap
        logicalType: date
        partitioned: true
        logicalTypeOptions: {format: dd/MM/yyyy, maximum: "2030-12-31"}
        customProperties:
          - {property: kho.formats, value: [dd-MM-yyyy]}
      - name: ma_xa
        classification: internal
        customProperties:
          - {property: kho.codelist, value: {name: xa, on: ngay_cap}}
          - {property: kho.standard, value: agency_code}
        relationships:
          - {to: ../danh-muc/xa.odcs.yaml#/schema/xa/properties/ma}
      - name: co_so_me
        relationships:
          - {to: co_so.ma}
    relationships:
      - from: [co_so.ma, co_so.ngay_cap]
        to:
          - giay-phep.odcs.yaml#/schema/giay_phep/properties/ma
          - giay-phep.odcs.yaml#/schema/giay_phep/properties/ngay
    quality:
      - {id: du-dong, metric: rowCount, mustBeBetween: [1, 1000]}
      - {metric: duplicateValues, arguments: {properties: [ma, ngay_cap]}, mustBe: 0}
      - {type: sql, query: "select count(*) from ${table} where dien_tich < 0", mustBe: 0}
"""


def good() -> Contract:
    contract, problems = parse(GOOD.encode(), file=FILE, folder=FOLDER)
    assert problems == []
    assert contract is not None
    return contract


def problems_of(text: str) -> list[Problem]:
    return parse(text.encode(), file=FILE, folder=FOLDER)[1]


def changed(old: str, new: str) -> list[Problem]:
    assert old in GOOD
    return problems_of(GOOD.replace(old, new, 1))


def test_a_contract_is_read_whole():
    contract = good()
    assert contract.name == DatasetName("so-y-te", "co-so")
    assert (contract.title, contract.version, contract.domain) == ("Cơ sở y tế", "1.2.0", "y-te")
    assert (contract.access, contract.layer, contract.load) == (Access.SHARED, Layer.MASTER, LoadMode.UPSERT)
    assert (contract.frequency, contract.retention, contract.steward) == ("P1M", "P10Y", "can.bo@vi.du.vn")
    assert contract.licence == "CC-BY-4.0"
    assert contract.primary_key == ("ma",)
    assert contract.partition_by == ("ngay_cap",)


def test_columns_are_read_whole():
    ma, area, day, commune, parent = good().columns
    assert (ma.title, ma.headers, ma.position, ma.required) == ("Mã cơ sở", ("Mã", "Mã số"), 1, True)
    assert (ma.min_length, ma.max_length, ma.pattern) == (2, 5, "[A-Z0-9]+")
    assert (area.precision, area.scale, area.decimal_mark, area.missing, area.minimum) == (12, 2, ",", ("-",), 0)
    assert (day.logical_type, day.formats, day.maximum) == (
        LogicalType.DATE,
        ("dd/MM/yyyy", "dd-MM-yyyy"),
        "2030-12-31",
    )
    assert commune.codelist == CodeListUse(name="xa", on="ngay_cap")
    assert (commune.standard, commune.classification) == ("agency_code", Classification.INTERNAL)
    to = DatasetName("danh-muc", "xa")
    assert commune.references == (Reference(columns=("ma_xa",), to=to, to_columns=("ma",)),)
    assert parent.references[0].to == good().name


def test_rules_are_read_with_ids_of_their_own():
    contract = good()
    valid, pattern = contract.column("ma").rules
    assert (valid.id, valid.metric, valid.operator, valid.expected) == (
        "ma.invalidValues",
        Metric.INVALID_VALUES,
        Operator.MUST_BE,
        (0,),
    )
    assert (pattern.id, pattern.unit, pattern.severity) == ("ma.invalidValues_2", "percent", Severity.WARNING)
    assert [rule.id for rule in contract.rules] == ["du-dong", "table.duplicateValues", "table.sql"]
    assert contract.rules[0].expected == (1, 1000)
    assert contract.references[0].to_columns == ("ma", "ngay")


def test_sources_are_read_with_what_only_kho_knows():
    inbox, other = good().sources
    assert (inbox.transport, inbox.format, dict(inbox.address), dict(inbox.read)) == (
        "local",
        None,
        {"path": "inbox/*.csv"},
        {"encoding": "utf-8"},
    )
    assert (other.transport, dict(other.fetch)) == ("lgsp", {"page": 100})


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("schema:\n", "schema: []\nservers2:\n", "KHO-C122", ""),
        ("  name: so-y-te\n  members:\n    -", "  -", "KHO-C126", "team:"),
        ("{type: text, description: Do Sở cấp}", "{description: Do Sở cấp}", "KHO-C141", ""),
        ('- {property: kho.decimal, value: ","}', "- {property: kho.position, value: 1}", "KHO-C172", ""),
        ("{property: kho.position, value: 1}", "{property: kho.missing, value: A1}", "KHO-C183", "validValues"),
        ("id: so-y-te/co-so", "id: main/co-so", "KHO-C184", ""),
        ("status: active\n", "status: active\nstatuss: x\n", "KHO-C106", ""),
        ("        required: true\n", "        enum: [{value: A}]\n", "KHO-C107", ""),
        ("path: inbox/*.csv", "path: inbox/*.csv\n    encoding: utf-8", "KHO-C107", ""),
        ("status: active\n", "", "KHO-C108", "apiVersion"),
        ('version: "1.2.0"', "version: 1.2", "KHO-C109", ""),
        ("name: Cơ sở y tế", "name:", "KHO-C110", ""),
        ("kind: DataContract", "kind: DataContrat", "KHO-C111", ""),
        ("apiVersion: v3.1.0", "apiVersion: v3.2.0", "KHO-C111", ""),
        ("logicalType: number", "logicalType: decimal", "KHO-C111", ""),
        ("type: local", "type: athena", "KHO-C111", ""),
        ("../danh-muc/xa.odcs.yaml#/schema/xa/properties/ma", "danh-muc/xa.ma", "KHO-C112", ""),
        ("{to: co_so.ma}", "{to: khac.ma}", "KHO-C112", ""),
        ("mustBeBetween: [1, 1000]", "mustBe: 1, mustNotBe: 2", "KHO-C113", ""),
        ("property: kho.licence", "property: kho.license", "KHO-C116", ""),
        ("property: kho.licence", "property: kho.missing", "KHO-C117", ""),
        ("value: shared", "value: public", "KHO-C118", ""),
        ("property: kho.layer, value: master", "property: kho.access, value: open", "KHO-C119", ""),
        ("id: so-y-te/co-so", "id: Sở Y tế", "KHO-C120", ""),
        ("id: so-y-te/co-so", "id: so-y-te/khac", "KHO-C121", ""),
        ("  - name: co_so\n", "  - name: co-so\n", "KHO-C123", ""),
        ("  name: so-y-te\n", "  name: so-xay-dung\n", "KHO-C124", ""),
        ("status: active", "status: activ", "KHO-C125", ""),
        ("value: 1, unit: month", "value: 0, unit: month", "KHO-C127", ""),
        ("value: 1, unit: month", "value: 1, unit: moon", "KHO-C127", ""),
        ("from: [co_so.ma, co_so.ngay_cap]", "from: [co_so.ma]", "KHO-C128", ""),
        ("giay-phep.odcs.yaml#/schema/giay_phep/properties/ngay", "co_so.ma", "KHO-C129", "        to:"),
        ("from: [co_so.ma,", "from: [x.odcs.yaml#/schema/x/properties/y,", "KHO-C130", ""),
        ("server: may-chu", "server: hop-thu", "KHO-C131", ""),
        ("{property: kho.transport, value: lgsp}", "{property: x.y, value: lgsp}", "KHO-C132", "- server: may-chu"),
        ("property: kho.read, value: {encoding: utf-8}", "property: kho.transport, value: lgsp", "KHO-C133", ""),
        ("{type: text, description: Do Sở cấp}", "{type: custom, engine: soda, implementation: x}", "KHO-C140", ""),
        ("{type: text, description: Do Sở cấp}", "{description: x, query: select 1}", "KHO-C106", ""),
        ("arguments: {validValues: [A1, B2]}", "arguments: {validValue: [A1]}", "KHO-C142", ""),
        ("arguments: {validValues: [A1, B2]}, ", "", "KHO-C143", ""),
        ("validValues: [A1, B2]", "validValues: A1", "KHO-C144", ""),
        ("{type: text, description: Do Sở cấp}", "{metric: rowCount, mustBe: 1}", "KHO-C145", ""),
        ("metric: rowCount, mustBeBetween: [1, 1000]", "metric: nullValues, mustBe: 0", "KHO-C145", ""),
        ("severity: warning", "severity: warn", "KHO-C146", ""),
        ("unit: percent", "unit: percentage", "KHO-C147", ""),
        ("{metric: duplicateValues", "{id: du-dong, metric: duplicateValues", "KHO-C148", ""),
        ("properties: [ma, ngay_cap]", "properties: [ma, ngay]", "KHO-C149", ""),
        ("mustBeLessThan: 5", "mustBeLessThan: 105", "KHO-C150", ""),
        ("mustBeBetween: [1, 1000]", "mustBeBetween: [9, 1]", "KHO-C150", ""),
        ("- name: dien_tich", "- name: Diện tích", "KHO-C160", ""),
        ("- name: dien_tich", "- name: _row", "KHO-C160", ""),
        ("classification: internal", "classification: intern", "KHO-C162", ""),
        ("logicalTypeOptions: {minimum: 0}", "logicalTypeOptions: {multipleOf: 5}", "KHO-C163", ""),
        ("DECIMAL(12, 2)", "decimal(40, 2)", "KHO-C164", ""),
        ("        primaryKey: true\n", "", "KHO-C165", ""),
        ("- name: dien_tich", "- name: ma", "KHO-C170", ""),
        ("primaryKeyPosition: 1", "primaryKeyPosition: 2", "KHO-C171", ""),
        ("minLength: 2, maxLength: 5", "minLength: 6, maxLength: 5", "KHO-C173", ""),
        ("{minimum: 0}", "{minimum: 5, maximum: 1}", "KHO-C173", ""),
        ("{minimum: 0}", "{minimum: 5, exclusiveMaximum: 5}", "KHO-C173", ""),
        ("{minimum: 0}", "{minimum: 0, exclusiveMinimum: 0}", "KHO-C174", ""),
        ('maximum: "2030-12-31"', "maximum: 31/12/2030", "KHO-C175", ""),
        ("        primaryKey: true\n        primaryKeyPosition: 1\n", "", "KHO-C176", "kho.load"),
        ("value: shared", "value: open", "KHO-C177", "classification: personal"),
        ("value: master", "value: open", "KHO-C178", ""),
        ("property: kho.decimal, value:", "property: kho.formats, value:", "KHO-C179", ""),
        ("on: ngay_cap", "on: ngay", "KHO-C180", ""),
        ("{property: kho.position, value: 1}", '{property: kho.from_name, value: "("}', "KHO-C181", ""),
        ("{property: kho.position, value: 1}", '{property: kho.from_name, value: "(a)"}', "KHO-C182", ""),
        ("partitioned: true", "partitioned: true\n        classification: personal", "KHO-C185", "partitioned: true"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_code(old: str, new: str, code: str, at: str):
    """At the first line that changed, or that of `at`."""
    text = GOOD.replace("classification: internal", "classification: personal") if code == "KHO-C177" else GOOD
    assert old in text
    wrong = text.replace(old, new, 1)
    lines = wrong.splitlines()
    first = next(
        number for number, pair in enumerate(zip(text.splitlines(), lines, strict=False), 1) if pair[0] != pair[1]
    )
    line = next((number for number, each in enumerate(lines, 1) if at in each), first) if at else first
    found = [(problem.line, problem.code) for problem in problems_of(wrong)]
    assert (line, code) in found


def test_a_mistake_brings_no_follow_up():
    codes = [problem.code for problem in changed("metric: rowCount, mustBeBetween", "metric: rowcount, mustBeBetween")]
    assert codes == ["KHO-C111"]


def test_all_mistakes_come_in_one_go_in_the_order_of_lines():
    text = (
        GOOD.replace("kind: DataContract", "kind: X")
        .replace("value: shared", "value: X")
        .replace("type: local", "type: X")
    )
    lines = [problem.line for problem in problems_of(text)]
    assert lines == sorted(lines)
    assert {2, 18, 30} <= set(lines)


def test_a_slip_is_met_with_the_word_that_was_meant():
    problem = changed("property: kho.licence", "property: kho.license")[0]
    assert "kho.licence" in problem.what.en
    assert "kho.licence" in problem.what.vi
    assert problem.field == "customProperties[3].property"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (b"id: a\nname: \xe1\xba\n", 2, "KHO-C101"),
        (b"id: [a\nname: b\n", 2, "KHO-C102"),
        (b"id: a\n\tname: b\n", 2, "KHO-C102"),
        (b"id: a\nkind: b\nid: c\n", 3, "KHO-C103"),
        (b"id: a\nname: 012\n", 2, "KHO-C104"),
        (b"id: a\nname: yes\n", 2, "KHO-C104"),
        (b"id: a\nname: 12:30\n", 2, "KHO-C104"),
        (b"id: &x a\nname: *x\n", 1, "KHO-C105"),
        (b"id: !!python/name:os.system a\n", 1, "KHO-C105"),
        (b"id: a\n---\nid: b\n", 2, "KHO-C105"),
        (b"? [a]\n: b\n", 1, "KHO-C105"),
        (b"id: " + b"[" * 5000, 1, "KHO-C105"),
        (b"a: 1\n" * 3 + b"x" * (5 * 2**20), 1, "KHO-C105"),
        (b"- a\n", 1, "KHO-C109"),
        (b"", 1, "KHO-C109"),
        (b"\x00", 1, "KHO-C102"),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_told_with_its_line(text: bytes, line: int, code: str):
    contract, problems = parse(text, file=FILE)
    assert contract is None
    assert (line, code) in [(problem.line, problem.code) for problem in problems]


@pytest.mark.parametrize("value", ["null", "1", "[]", "{}", "text", "[[[]]]", "{a: {b: c}}", "true", "1.5e3"])
@pytest.mark.parametrize(
    "place", ["schema", "servers", "team", "id", "customProperties", "slaProperties", "description"]
)
def test_no_value_in_any_place_raises(place: str, value: str):
    lines = [line for line in GOOD.splitlines() if not line.startswith((f"{place}:", " "))]
    problems = problems_of("\n".join([*lines, f"{place}: {value}"]))
    assert all(problem.what.vi and problem.mend.en for problem in problems)


@pytest.mark.parametrize("value", ["null", "[1, {}]", "{a: 1}", '""'])
@pytest.mark.parametrize("number", range(1, GOOD.count("\n") + 1))
def test_no_value_in_any_line_raises(number: int, value: str):
    lines = GOOD.splitlines()
    head, colon, _ = lines[number - 1].partition(": ")
    lines[number - 1] = f"{head}: {value}" if colon else lines[number - 1]
    problems_of("\n".join(lines) + "\n")


def test_headers_are_composed_whatever_the_file_holds():
    contract, _ = parse(GOOD.replace("Mã cơ sở", "Ma\u0303 cơ sở").encode(), file=FILE, folder=FOLDER)
    assert contract is not None
    assert contract.columns[0].title == "Mã cơ sở"


def test_a_contract_that_stands_alone_needs_no_folder(tmp_path: Path):
    file = tmp_path / "x.odcs.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert read(file)[1] == []


def test_every_word_of_kho_says_what_it_means_in_both_languages():
    assert len({word.name for word in KNOWN}) == len(KNOWN)
    assert all(word.meaning.vi and word.meaning.en for word in KNOWN)


def test_an_unknown_standard_is_told_with_the_nearest():
    (problem,) = changed("value: agency_code", "value: agencycode")
    assert (problem.code, problem.what.en) == (
        "KHO-C186",
        "There is no standard “agencycode”. Do you mean “agency_code”?",
    )


UNIT = "{property: kho.standard, value: agency_code}"


@pytest.mark.parametrize(
    ("value", "use"),
    [
        ("commune", UnitUse(level="commune")),
        ("{level: commune, of: 2024-12-31, to: today}", UnitUse(level="commune", of=date(2024, 12, 31), to="today")),
        (
            '{level: province, to: "2025-07-01", of: "2024-12-31"}',
            UnitUse(level="province", of=date(2024, 12, 31), to=date(2025, 7, 1)),
        ),
    ],
)
def test_an_administrative_unit_is_read(value: str, use: UnitUse):
    contract, problems = parse(GOOD.replace(UNIT, f"{{property: kho.admin_unit, value: {value}}}").encode(), file=FILE)
    assert contract is not None
    assert use in [column.unit for column in contract.columns], problems


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("quarter", "KHO-C118"),
        ("{of: 2024-12-31}", "KHO-C118"),
        ("{level: commune, of: hom_qua}", "KHO-C187"),
        ("{level: commune, to: today}", "KHO-C189"),
        ("{level: commune, of: 2024-12-31, to: tomorrow}", "KHO-C188"),
    ],
)
def test_a_mistake_in_an_administrative_unit_is_told(value: str, code: str):
    assert [each.code for each in changed(UNIT, f"{{property: kho.admin_unit, value: {value}}}")] == [code]


@pytest.mark.parametrize(
    ("value", "use"),
    [
        ("tấn", MeasureUse(unit="tấn")),
        ("'%'", MeasureUse(unit="%")),
        ("{unit: đồng, from: triệu đồng}", MeasureUse(unit="đồng", source="triệu đồng")),
        ("{unit: m², region: bac_bo}", MeasureUse(unit="m²", region="bac_bo")),
    ],
)
def test_a_unit_of_figures_is_read(value: str, use: MeasureUse):
    contract, problems = parse(measured(value), file=FILE)
    assert contract is not None
    assert (contract.columns[-1].measure, problems) == (use, [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("bao", "KHO-C191"),
        ("sào", "KHO-C192"),
        ("{unit: mẫu, region: trung_bo}", "KHO-C192"),
        ("{unit: m², region: tay_bac}", "KHO-C193"),
        ("{unit: tấn, from: ha}", "KHO-C194"),
        ("{unit: sào, from: m², region: bac_bo}", "KHO-C194"),
        ("{unit: kg, of: hom_qua}", "KHO-C195"),
        ("{from: kg}", "KHO-C118"),
        ("[kg, tấn]", "KHO-C118"),
    ],
)
def test_a_mistake_in_a_unit_of_figures_is_told(value: str, code: str):
    _, problems = parse(measured(value), file=FILE)
    assert [each.code for each in problems] == [code]


def test_a_unit_belongs_to_figures():
    _, problems = parse(measured("kg").replace(b"luong, logicalType: number", b"luong, logicalType: string"), file=FILE)
    assert [each.code for each in problems] == ["KHO-C179"]


def test_the_marks_of_statistics_are_all_of_them():
    contract, problems = parse(measured("kg").replace(b"kho.unit, value: kg", MARKS.encode()), file=FILE)
    assert contract is not None
    assert problems == []
    assert {"-", "…", "x", "KPS", "n/a", "không"} <= set(contract.columns[-1].missing)


MARKS = "kho.missing, value: [statistical_marks, không]"


def measured(value: str) -> bytes:
    """A contract with a last column of figures in a unit."""
    lines = GOOD.rstrip("\n").splitlines()
    start = next(at for at, line in enumerate(lines) if line.strip() == "properties:") + 1
    indent = " " * (len(lines[start]) - len(lines[start].lstrip()))
    end = next((at for at, line in enumerate(lines[start:], start) if not line.startswith(indent)), len(lines))
    word = f"{{property: kho.unit, value: {value}}}"
    column = f"{indent}- {{name: luong, logicalType: number, customProperties: [{word}]}}"
    return "\n".join([*lines[:end], column, *lines[end:]]).encode()
