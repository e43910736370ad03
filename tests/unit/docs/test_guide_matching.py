"""The guide to matching works as it stands: with its lists, contracts and declaration, its commands in order."""

import csv
from collections.abc import Callable
from pathlib import Path

from tests.unit.docs.conftest import Reader


def test_the_guide_to_matching(tmp_path: Path, reader: Callable[[str], Reader]):
    person = reader("matching")
    for name, text in zip(("truong-hoc.csv", "co-so.csv"), person.blocks("csv"), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = person.walk()
    assert "1 bảng so khớp" in said["$ kho check"]
    assert "chưa chắc" in said["$ kho match"]
    assert "9009" in said["$ kho match show giao-duc/truong T09"]
    assert "9007" in said["$ kho --lang en match show giao-duc/truong T07"]
    with Path("xet-duyet.csv").open(encoding="utf-8-sig", newline="") as file:
        titles, *rows = csv.reader(file)
    assert titles[:4] == ["Là một? (có/không)", "Ghi chú", "Khoá trái", "Khoá phải"]
    with Path("xet-duyet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([titles, *(["có", *row[1:]] for row in rows[:1])])
    person.type("kho match decide giao-duc/truong xet-duyet.csv --by Mẫu")
    person.type("kho match")
    answer = person.type("kho sql 'select left_key, decision from giao_duc.truong where decided_by is not null'")
    assert rows[0][2] in answer
