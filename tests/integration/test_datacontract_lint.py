"""Every contract we ship or write is accepted by the reference reader, `datacontract lint`."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft201909Validator
from tests.conftest import missing

from kho.contracts.guess.propose import proposal_yaml, propose
from kho.contracts.guess.samples import SampleColumn
from kho.contracts.names import DatasetName
from kho.contracts.odcs import parse
from kho.contracts.odcs_schema import validator
from kho.contracts.write import to_yaml
from kho.province.new import create

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(file for part in ("src", "demo", "tests") for file in (ROOT / part).rglob("*.odcs.yaml"))

FULL = """\
apiVersion: v3.1.0
kind: DataContract
id: so-y-te/co-so
version: "1.0.0"
status: active
servers:
  - {server: a, type: local, path: inbox/*.csv, format: auto}
  - {server: b, type: s3, location: s3://thung/co-so/*.csv, delimiter: ";"}
  - {server: c, type: sftp, location: sftp://may.vi.du.vn/co-so, format: csv}
  - {server: d, type: api, location: https://may.vi.du.vn/api}
  - {server: e, type: postgres, host: may.vi.du.vn, port: 5432, database: y_te, schema: public}
  - server: f
    type: custom
    host: may.vi.du.vn
    customProperties:
      - {property: kho.transport, value: lgsp}
      - {property: kho.fetch, value: {page: {size: 100}}}
schema:
  - name: co_so
    properties:
      - {name: ma, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
      - name: ma_xa
        relationships:
          - {to: ../danh-muc/xa.odcs.yaml#/schema/xa/properties/ma}
          - {to: co_so.ma}
      - {name: ngay, logicalType: timestamp, logicalTypeOptions: {format: dd/MM/yyyy HH:mm, minimum: "2000-01-01"}}
    relationships:
      - from: [co_so.ma, co_so.ma_xa]
        to: [khac.odcs.yaml#/schema/khac/properties/ma, khac.odcs.yaml#/schema/khac/properties/xa]
    quality:
      - {metric: duplicateValues, arguments: {properties: [ma, ngay]}, mustBe: 0, unit: percent, severity: warning}
      - {type: sql, query: "select count(*) from ${table} where ma = ma_xa", mustBe: 0}
"""


@pytest.fixture(scope="module")
def datacontract() -> str:
    """The command of datacontract-cli, which lives in an environment of its own."""
    command = os.environ.get("KHO_DATACONTRACT") or str(ROOT / ".venv-datacontract" / "bin" / "datacontract")
    if not Path(command).is_file():
        missing("datacontract-cli (make datacontract)")
    return command


def assert_accepted(command: str, file: Path) -> None:
    call = [command, "lint", "--all-errors", str(file)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_contract_we_ship_is_accepted(datacontract: str, file: Path):
    assert_accepted(datacontract, file)


def test_the_contract_of_a_new_province_is_accepted(datacontract: str, tmp_path: Path):
    create(tmp_path / "tinh", "Tỉnh Mẫu", "33")
    (file,) = (tmp_path / "tinh").rglob("*.odcs.yaml")
    assert_accepted(datacontract, file)


def test_a_contract_with_all_we_read_is_accepted_as_written_by_hand_and_by_us(datacontract: str, tmp_path: Path):
    by_hand, by_us = tmp_path / "a.odcs.yaml", tmp_path / "b.odcs.yaml"
    contract, problems = parse(FULL.encode(), file=by_hand)
    assert problems == []
    assert contract is not None
    by_hand.write_text(FULL, encoding="utf-8")
    by_us.write_text(to_yaml(contract), encoding="utf-8")
    assert_accepted(datacontract, by_hand)
    assert_accepted(datacontract, by_us)


def test_a_guessed_contract_is_accepted(datacontract: str, tmp_path: Path):
    columns = [
        SampleColumn(header=("Mã: #1",), position=1, values=["01", "02"]),
        SampleColumn(header=("Ngày", "Cấp"), position=2, values=["25/12/2020", "-"]),
        SampleColumn(header=("yes",), position=3, values=["1.234,5", "0,5"]),
        SampleColumn(header=("",), position=4, values=["01/02/2020", "a: b"]),
        SampleColumn(header=("Số dân",), position=5, values=["1.234", "5"], unit="người"),
    ]
    file = tmp_path / "c.odcs.yaml"
    file.write_text(proposal_yaml(propose(DatasetName("so-y-te", "c"), columns)), encoding="utf-8")
    assert_accepted(datacontract, file)


def test_our_schema_refuses_whatever_the_schema_of_3_1_refuses(datacontract: str):
    """Words of v3.2 one by one: what the reference's own v3.1 schema refuses, ours does."""
    (schema,) = Path(datacontract).parents[1].rglob("odcs-3.1.0.schema.json")
    reference = Draft201909Validator(json.loads(schema.read_text(encoding="utf-8")))
    for path, word, value in NEWER:
        document = _document()
        target: Any = document
        for step in path:
            target = target[step]
        target[word] = value
        assert not reference.is_valid(document), word
        assert not validator().is_valid(document), word
    assert reference.is_valid(_document())
    assert validator().is_valid(_document())


COLUMN = ("schema", 0, "properties", 0)
NEWER: tuple[tuple[tuple[str | int, ...], str, Any], ...] = (
    ((), "context", "x"),
    (("schema", 0), "context", "x"),
    (("schema", 0), "synonyms", []),
    (("schema", 0), "deprecated", True),
    (COLUMN, "enum", [{"value": 1}]),
    (COLUMN, "semanticType", "measure"),
    (COLUMN, "synonyms", []),
    (COLUMN, "logicalType", "map"),
    (COLUMN, "logicalType", "vector"),
    (("servers", 0), "encoding", "utf-8"),
    (("servers", 1), "port", "${PORT}"),
    (("slaProperties", 0), "customProperties", []),
    (("customProperties", 0), "vendor", "x"),
    ((*COLUMN, "relationships", 0), "id", "x"),
    ((*COLUMN, "relationships", 0), "to", "a.b.c"),
    ((*COLUMN, "relationships", 0), "to", "a.yml#/schema/a/properties/b"),
)


def _document() -> dict[str, Any]:
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "a/b",
        "version": "1",
        "status": "active",
        "servers": [
            {"server": "a", "type": "local", "path": "x", "format": "csv"},
            {"server": "b", "type": "postgres", "host": "h", "port": 1, "database": "d", "schema": "s"},
        ],
        "slaProperties": [{"property": "frequency", "value": 1}],
        "customProperties": [{"property": "x", "value": 1}],
        "schema": [{"name": "b", "properties": [{"name": "c", "relationships": [{"to": "b.c"}]}]}],
    }
