"""A file that is not what it should be: an error that names it, nothing loaded, the bytes kept or refused by size."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.faults.provinces import Province, new_province

from kho.pipeline.runs import Run, RunStatus

CSV, JSON = "Mã,Tên,Số\n1,An,1\n", '[{"ma": "1", "ten": "An", "so": 1}]'
OTHER_CSV = "Mã,Tên,Số\n2,Anh,2\n"
BOMB = 110 * 2**20


def workbook(**extra: bytes) -> bytes:
    """A small workbook with the columns of the contract, and further members of its archive."""
    book, file = Workbook(), io.BytesIO()
    for row in (["Mã", "Tên", "Số"], ["1", "An", 1], ["2", "Anh", 2]):
        book.worksheets[0].append(row)
    book.save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return file.getvalue()


def encrypted_zip() -> bytes:
    """An archive whose one member is marked as encrypted."""
    content = bytearray(zipped(a=OTHER_CSV.encode()))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def encrypted_workbook() -> bytes:
    """What Excel writes for a workbook with a password: an OLE file with the stream EncryptedPackage (MS-OFFCRYPTO)."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


HTML = b"<html><body><table><tr><td>M\xc3\xa3</td></tr></table></body></html>"
WRONG: dict[str, tuple[str, str, Callable[[], bytes], str]] = {
    "text called a workbook": ("workbook", "a.xlsx", OTHER_CSV.encode, "KHO-S201"),
    "HTML called .xls": ("workbook", "a.xls", lambda: HTML, "KHO-S201"),
    "a PDF called .xls": ("workbook", "a.xls", lambda: b"%PDF-1.7\n1 0 obj\n", "KHO-S201"),
    "an archive called .xlsx": ("workbook", "a.xlsx", lambda: zipped(a=b"x"), "KHO-S201"),
    "an encrypted workbook": ("workbook", "a.xlsx", encrypted_workbook, "KHO-S202"),
    "a workbook cut off": ("workbook", "a.xlsx", lambda: workbook()[:3000], "KHO-S203"),
    "a workbook with a hole": ("workbook", "a.xlsx", lambda: holed(workbook()), "KHO-S203"),
    "a workbook that is a bomb": ("workbook", "a.xlsx", lambda: workbook(xl__x=bytes(BOMB)), "KHO-S204"),
    "an archive that is a bomb": ("zip", "a.zip", lambda: zipped(a=bytes(BOMB)), "KHO-S422"),
    "an encrypted archive": ("zip", "a.zip", encrypted_zip, "KHO-S423"),
    "an archive cut off": ("zip", "a.zip", lambda: zipped(a=OTHER_CSV.encode())[:60], "KHO-S421"),
    "an archive in an archive in an archive": (
        "zip",
        "a.zip",
        lambda: nested(nested(zipped(a=OTHER_CSV.encode()))),
        "KHO-S428",
    ),
    "a workbook called .csv": ("csv", "a.csv", workbook, "KHO-S106"),
    "a PDF called .csv": ("csv", "a.csv", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 8, "KHO-S106"),
    "HTML called .csv": ("csv", "a.csv", lambda: HTML, "KHO-R203"),
    "JSON called .csv": ("csv", "a.csv", JSON.encode, "KHO-R203"),
    "text called .json": ("json", "a.json", OTHER_CSV.encode, "KHO-S301"),
    "JSON cut off": ("json", "a.json", lambda: JSON.encode()[:-5], "KHO-S301"),
    "text called .parquet": ("parquet", "a.parquet", OTHER_CSV.encode, "KHO-S401"),
    "an empty file": ("csv", "a.csv", lambda: b"", "KHO-R202"),
    "an empty workbook": ("workbook", "a.xlsx", lambda: b"", "KHO-R202"),
    "a byte order mark alone": ("csv", "a.csv", lambda: b"\xef\xbb\xbf", "KHO-S101"),
    "white space alone": ("csv", "a.csv", lambda: b"\n\n  \n", "KHO-S101"),
}


def holed(content: bytes) -> bytes:
    """The same file with a part of its first member overwritten, as a damaged disk gives it back."""
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    return content[:at] + bytes(40) + content[at + 40 :]


def nested(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("b.zip", content)
    return file.getvalue()


@pytest.fixture
def loaded(tmp_path: Path) -> Province:
    """A province whose table has one row already."""
    province = new_province(tmp_path / "p", path="inbox/a.*")
    province.send("a.csv", CSV).touch()
    assert province.run().status is RunStatus.LOADED
    (province.folder / "inbox" / "a.csv").unlink()
    return province


def refused(province: Province, run: Run, code: str) -> None:
    """The run failed with a reason in both languages that names the file, and the table is as before."""
    assert run.error is not None
    assert (run.status, run.error.code) == (RunStatus.FAILED, code)
    assert run.delivery.name in f"{run.error.where} {run.error.what.vi}"
    for message in (run.error.what, run.error.mend):
        assert message.vi != message.en
        assert "{name" not in message.vi + message.en
    assert province.version() == 0
    assert province.rows() == [{"ma": "1", "ten": "An", "so": 1}]
    province.nothing_is_lost()


@pytest.mark.parametrize("what", WRONG)
def test_refused_with_a_reason(what: str, loaded: Province) -> None:
    kind, name, content, code = WRONG[what]
    loaded.promise(kind=kind, path="inbox/a.*")
    loaded.send(name, content())
    refused(loaded, loaded.run(), code)
    said = loaded.kho("run", lang="vi")
    assert said.code == 1
    assert code in said.out
    assert name in said.out


def test_the_kind_of_a_file_is_told_by_its_bytes(loaded: Province) -> None:
    """An `.xls` that is an `.xlsx` inside is read as what it is."""
    loaded.promise(kind="workbook", path="inbox/a.*")
    loaded.send("a.xls", workbook())
    assert loaded.run().status is RunStatus.LOADED
    assert [row["ma"] for row in loaded.rows()] == ["1", "2"]


def test_macros_are_not_run_and_that_is_said(loaded: Province) -> None:
    loaded.promise(kind="workbook", path="inbox/a.*")
    loaded.send("a.xlsm", workbook(xl__vbaProject=b"", **{"xl__vbaProject.bin": b"Auto_Open"}))
    run = loaded.run()
    assert run.status is RunStatus.LOADED
    assert [(left.place, left.why.en) for left in run.parts[0].left_out] == [
        ("vbaProject.bin", "macros are not run, only cell values are read")
    ]
    assert "macro" in loaded.kho("run", "show", "LAST").out


def test_a_file_past_the_limit_is_not_kept_and_holds_no_other_back(tmp_path: Path) -> None:
    province = new_province(tmp_path / "p", storage="landing_limit_mb = 1", load="append")
    big, small = province.send("big.csv", CSV + "9,x,9\n" * 300_000), province.send("b.csv", CSV)
    assert big.stat().st_mtime_ns <= small.stat().st_mtime_ns
    assert province.kho("run").code == 1
    failed, taken = province.runs()
    assert failed.error is not None
    assert (failed.error.code, failed.delivery.name, failed.delivery.sha256) == ("KHO-R402", "big.csv", "")
    assert taken.status is RunStatus.LOADED
    assert [arrival.name for arrival in province.warehouse.arrivals()] == ["b.csv"]
    assert province.rows() == [{"ma": "1", "ten": "An", "so": 1}]
    big.write_text(CSV.replace("1,An", "2,Anh"), encoding="utf-8")
    assert province.run().status is RunStatus.LOADED
    assert [row["ma"] for row in province.rows()] == ["1", "2"]


def test_a_file_past_the_limit_that_a_person_hands_over(tmp_path: Path) -> None:
    province = new_province(tmp_path / "p", storage="landing_limit_mb = 1")
    big = province.send("big.csv", CSV + "9,x,9\n" * 300_000)
    said = province.kho("run", "so-mau/ho-dan", "--file", big)
    assert said.code != 0
    assert "KHO-R402" in said.out + said.err
    assert list(province.warehouse.arrivals()) == []


def test_a_transport_s_own_limit(tmp_path: Path) -> None:
    server = {"server": "i", "type": "local", "path": "inbox/*", "format": "csv"}
    limit = {"customProperties": [{"property": "kho.fetch", "value": {"max_mb": 1}}]}
    province = new_province(tmp_path / "p", server={**server, **limit})
    province.send("big.csv", CSV + "9,x,9\n" * 300_000)
    run = province.run()
    assert run.error is not None
    assert run.error.code == "KHO-T101"
    assert "big.csv" in run.error.where
    assert list(province.warehouse.arrivals()) == []
