"""A contract that is described again keeps an engineer's comments; where it cannot, it says what was meant."""

from dataclasses import replace
from pathlib import Path

from kho.contracts.model import Column, Contract, LogicalType
from kho.contracts.odcs import parse
from kho.contracts.write import to_yaml
from kho.web.wizard.keeping import kept_in

TEXT = """\
apiVersion: v3.1.0
kind: DataContract
id: so-a/truong-hoc
name: Trường học
version: 1.0.0
status: active
customProperties: [{property: kho.access, value: shared}]
schema:
  - name: truong_hoc
    properties:
      - {name: ma, logicalType: string}
"""


def present() -> Contract:
    columns = (
        Column(name="ma", title="Mã", logical_type=LogicalType.STRING, required=True, primary_key=1),
        Column(name="so_lop", title="Số lớp", logical_type=LogicalType.INTEGER),
    )
    read, problems = parse(TEXT.encode(), file=Path("truong-hoc.odcs.yaml"))
    assert read is not None, problems
    return replace(read, columns=columns)


def commented(contract: Contract) -> str:
    told = []
    for line in to_yaml(contract).splitlines():
        if "so_lop" in line:
            told.append("      # đếm cả lớp ghép")
        told.append(line)
    return "\n".join(["# của phòng Kế hoạch", *told, ""])


def test_comments_stay_where_something_else_changes():
    was = present()
    then = replace(was, title="Trường học các cấp", version="1.0.1")
    text = kept_in(commented(was), was, then)
    assert "# của phòng Kế hoạch" in text
    assert "# đếm cả lớp ghép" in text
    assert "Trường học các cấp" in text


def test_a_file_written_otherwise_becomes_what_was_meant():
    was = present()
    then = replace(was, title="Trường học các cấp")
    text = kept_in("id: so-a/truong-hoc   # mọi thứ khác đi\n", was, then)
    read, _ = parse(text.encode(), file=Path("truong-hoc.odcs.yaml"))
    assert read is not None
    assert read.title == "Trường học các cấp"
