"""Every contract we ship or write is accepted by the reference reader, `datacontract lint`."""

import json
import os
import subprocess
from collections.abc import Iterable
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
SHIPPED = sorted(file for part in ("src", "demo/province", "tests") for file in (ROOT / part).rglob("*.odcs.yaml"))

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
      - {metric: duplicateValues, arguments: {properties: [ma, ngay]}, mustBe: 0, severity: warning}
      - {type: sql, query: "select count(*) from ${table} where ma = ma_xa", mustBe: 0}
"""


LINT = """
import json, sys
from datacontract.data_contract import DataContract
for file in sys.argv[1:]:
    run = DataContract(data_contract_file=file, all_errors=True).lint()
    reasons = [check.reason for check in run.checks if check.reason]
    print(json.dumps({"file": file, "result": run.result, "reasons": reasons}))
"""
"""What the command `datacontract lint` does, for many files in one process: starting it takes seconds."""


@pytest.fixture(scope="module")
def datacontract() -> Path:
    """The command of datacontract-cli, which lives in an environment of its own."""
    command = Path(os.environ.get("KHO_DATACONTRACT") or ROOT / ".venv-datacontract" / "bin" / "datacontract")
    if not command.is_file():
        missing("datacontract-cli (make datacontract)")
    return command


def lint(command: Path, files: Iterable[Path]) -> dict[str, tuple[str, list[str]]]:
    """The reference's verdict on each file: `passed`, or why not."""
    call = [str(command.parent / "python"), "-c", LINT, *map(str, files)]
    done = subprocess.run(call, capture_output=True, text=True, check=True, timeout=300)
    verdicts = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {each["file"]: (each["result"], each["reasons"]) for each in verdicts}


def test_every_contract_we_ship_is_accepted(datacontract: Path):
    verdicts = lint(datacontract, SHIPPED)
    assert verdicts == {str(file): ("passed", []) for file in SHIPPED}


def test_the_command_itself_accepts_what_its_library_accepts(datacontract: Path):
    subprocess.run([str(datacontract), "lint", str(SHIPPED[0])], capture_output=True, check=True, timeout=300)


def test_what_we_write_is_accepted(datacontract: Path, tmp_path: Path):
    files = [_by_hand(tmp_path), _by_us(tmp_path), _guessed(tmp_path), *_of_a_new_province(tmp_path)]
    assert lint(datacontract, files) == {str(file): ("passed", []) for file in files}


def _by_hand(folder: Path) -> Path:
    file = folder / "a.odcs.yaml"
    file.write_text(FULL, encoding="utf-8")
    return file


def _by_us(folder: Path) -> Path:
    file = folder / "b.odcs.yaml"
    contract, problems = parse(FULL.encode(), file=file)
    assert problems == []
    assert contract is not None
    file.write_text(to_yaml(contract), encoding="utf-8")
    return file


def _guessed(folder: Path) -> Path:
    columns = [
        SampleColumn(header=("Mã: #1",), position=1, values=["01", "02"]),
        SampleColumn(header=("Ngày", "Cấp"), position=2, values=["25/12/2020", "-"]),
        SampleColumn(header=("yes",), position=3, values=["1.234,5", "0,5"]),
        SampleColumn(header=("",), position=4, values=["01/02/2020", "a: b"]),
        SampleColumn(header=("Số dân",), position=5, values=["1.234", "5"], unit="người"),
    ]
    file = folder / "c.odcs.yaml"
    file.write_text(proposal_yaml(propose(DatasetName("so-y-te", "c"), columns)), encoding="utf-8")
    return file


def _of_a_new_province(folder: Path) -> list[Path]:
    create(folder / "tinh", "Tỉnh Mẫu", "33")
    files = sorted((folder / "tinh").rglob("*.odcs.yaml"))
    assert [file.parent.parent.name for file in files] == ["contracts", "models"]
    return files


def test_our_schema_refuses_whatever_the_schema_of_3_1_refuses(datacontract: Path):
    """Words of v3.2 one by one: what the reference's own v3.1 schema refuses, ours does."""
    (schema,) = datacontract.parents[1].rglob("odcs-3.1.0.schema.json")
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
