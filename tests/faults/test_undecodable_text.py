"""Bytes that are no provable text: the cell is set apart with a finding, and no table holds a replacement character."""

from pathlib import Path

import pytest
from tests.faults.provinces import Province, new_province

from kho.pipeline.runs import Run, RunStatus

HEADER = "Mã,Tên,Số\n".encode()
WORDS = "xã Hưng Đạo huyện Tiên Lữ phường Hiến Nam đường Điện Biên"


def clean(province: Province) -> list[str]:
    """The names loaded; nothing in the table may show that text was lost on its way."""
    texts = [str(value) for row in province.rows() for value in row.values() if value is not None]
    assert not [text for text in texts if "\ufffd" in text or "\\x" in text or not text.isprintable()]
    province.nothing_is_lost()
    return [row["ten"] for row in province.rows()]


def findings(run: Run) -> list[tuple[int, str]]:
    return [(each.row, each.rule) for each in run.findings]


def test_one_bad_byte_sets_its_row_apart_and_no_other(province: Province) -> None:
    province.send("a.csv", HEADER + "1,Nguyễn,1\n2,Tr".encode() + b"\xe1n,2\n" + "3,Lê,3\n".encode())
    run = province.run()
    assert findings(run) == [(3, "ten.readable")]
    assert run.findings[0].value == "Tr\\xe1n"
    assert "bảng mã" in run.findings[0].what.vi
    assert "encoding" in run.findings[0].what.en
    assert clean(province) == ["Nguyễn", "Lê"]


def test_an_encoding_nobody_can_prove_is_not_guessed(province: Province) -> None:
    province.send("a.csv", b"Ma,Ten,So\n1,An,1\n2,\x83\x9a\xc7,2\n")
    province.promise(columns=[{"name": "ma"}, {"name": "ten"}, {"name": "so", "logicalType": "integer"}])
    run = province.run()
    assert "encoding" not in run.parts[0].found
    assert findings(run) == [(3, "ten.readable")]
    assert clean(province) == ["An"]


def test_a_file_in_tcvn3_is_decoded_on_record(province: Province) -> None:
    tcvn3 = "TØnh H­ng Yªn, huyÖn V¨n L©m, x· §¹i §ång".encode("latin-1")
    province.send("a.csv", b"ma;ten;so\n1;" + tcvn3 + b";1\n2;An;2\n")
    run = province.run()
    assert findings(run) == []
    assert clean(province) == ["Tỉnh Hưng Yên, huyện Văn Lâm, xã Đại Đồng", "An"]
    (repair,) = run.parts[0].repairs
    assert (repair.why, repair.count, [place[1] for place in repair.places]) == ("tcvn3", 1, [2])


def test_two_encodings_in_one_file(province: Province) -> None:
    windows = b"3,Tr\xe2\xccn,3\n"
    province.send("a.csv", HEADER + f"1,{WORDS},1\n".encode() + "2,Hồ,2\n".encode() + windows + b"4,An,4\n")
    run = province.run()
    assert findings(run) == [(4, "ten.readable")]
    assert clean(province) == [WORDS, "Hồ", "An"]


@pytest.mark.parametrize("bad", [b"\xef\xbf\xbd", b"\x07", b"\x1b[2J", b"\xc2\x85", b"\xed\xa0\x80", b"\xf5\x80"])
def test_text_damaged_before_it_came(bad: bytes, province: Province) -> None:
    province.send("a.csv", HEADER + b"1,An" + bad + b",1\n2,Anh,2\n")
    assert findings(province.run()) == [(2, "ten.readable")]
    assert clean(province) == ["Anh"]


def test_the_encoding_the_contract_names_is_wrong(province: Province) -> None:
    province.promise(read={"encoding": "ascii"})
    province.send("a.csv", "ma,ten,so\n1,Đỗ,1\n2,An,2\n")
    assert findings(province.run()) == [(2, "ten.readable")]
    assert clean(province) == ["An"]


def test_a_header_that_cannot_be_read_fits_no_column(province: Province) -> None:
    province.send("a.csv", b"M\xe3,T\xean,S\xf3\n1,An,1\n")
    run = province.run()
    assert run.error is not None
    assert (run.status, run.error.code) == (RunStatus.FAILED, "KHO-R203")
    assert "\\xe3" in run.error.what.vi
    assert province.rows() == []
    province.nothing_is_lost()


def test_a_key_that_cannot_be_read_is_no_key(province: Province) -> None:
    province.send("a.csv", HEADER + b"\xff,An,1\n\xff,Anh,2\n3,Em,3\n")
    assert {rule for _, rule in findings(province.run())} == {"ma.readable"}
    assert clean(province) == ["Em"]


def test_utf_16_cut_inside_a_letter(province: Province) -> None:
    text = "Mã,Tên,Số\n1,Nguyễn,1\n2,An,2".encode("utf-16")
    province.send("a.csv", text[:-1])
    assert findings(province.run()) == [(3, "so.readable")]
    assert clean(province) == ["Nguyễn"]


@pytest.mark.parametrize(
    ("kind", "name", "content", "options"),
    [
        ("json", "a.json", b'[{"ma": "1", "ten": "\xff", "so": 1}, {"ma": "2", "ten": "An", "so": 2}]', {}),
        ("json", "a.jsonl", b'{"ma": "1", "ten": "\xff", "so": 1}\n{"ma": "2", "ten": "An", "so": 2}\n', {}),
        ("json", "b.json", b'[{"ma": "1", "ten": "\\ud800", "so": 1}, {"ma": "2", "ten": "An", "so": 2}]', {}),
        (
            "xml",
            "a.xml",
            b"<r><i><ma>1</ma><ten>\xff</ten><so>1</so></i><i><ma>2</ma><ten>An</ten><so>2</so></i></r>",
            {"records": "/r/i"},
        ),
    ],
)
def test_records_with_bytes_that_are_no_text(
    kind: str, name: str, content: bytes, options: dict[str, str], tmp_path: Path
) -> None:
    province = new_province(tmp_path / "p", kind=kind, read=options)
    province.send(name, content)
    run = province.run()
    if run.status is RunStatus.FAILED:
        assert run.error is not None
        assert run.error.code == "KHO-S301"
        assert province.rows() == []
    else:
        assert [rule for _, rule in findings(run)] == ["ten.readable"]
        assert clean(province) == ["An"]
    province.nothing_is_lost()
