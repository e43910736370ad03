"""Zip archives, good and hostile."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from tests.unit.sources.tables import Read, read_all, windows_1258

from kho.sources import registry
from kho.sources.formats.archive import ZipFormat
from kho.sources.maps.errors import (
    ArchiveBombError,
    BadMemberOptionsError,
    BrokenArchiveError,
    EncryptedArchiveError,
    NestedArchiveError,
    NothingToReadError,
    ShapefileIncompleteError,
    UnknownMemberError,
    UnsupportedCompressionError,
)
from kho.sources.records.errors import BrokenDocumentError

ZIP = ZipFormat()


def packed(members: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(folder: Path, content: bytes, **options: object) -> list[Read]:
    file = folder / "landed"
    file.write_bytes(content)
    return read_all(ZIP, file, "giao.zip", options)


def test_each_member_is_read_by_its_own_format(tmp_path: Path):
    tables = read(tmp_path, packed({"a.json": '[{"x": 1}]', "b/c.xml": "<r><i>1</i><i>2</i></r>"}))
    assert [(each.part, len(each.cells)) for each in tables] == [("a.json", 1), ("b/c.xml", 2)]
    assert tables[0].notes.found["format"] == "json"


def test_what_is_no_data_is_left_out_and_told(tmp_path: Path):
    members = {
        "__MACOSX/._a.json": "x",
        ".DS_Store": "x",
        "doc.pdf": b"%PDF-1.7\0",
        "e.txt": "",
        "a.json": '[{"x": 1}]',
    }
    (table,) = read(tmp_path, packed(members))
    assert table.told == {
        "__MACOSX/._a.json": "the operating system's own file",
        ".DS_Store": "the operating system's own file",
        "doc.pdf": "no data format that Kho reads",
        "e.txt": "no data format that Kho reads",
    }


def test_a_link_is_left_out(tmp_path: Path):
    link = zipfile.ZipInfo("link.json")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/hostname")
        archive.writestr("a.json", '[{"x": 1}]')
    (table,) = read(tmp_path, out.getvalue())
    assert table.told == {"link.json": "a link, not a file"}


def test_members_are_chosen_by_patterns_and_read_with_options(tmp_path: Path):
    content = packed({"2024/a.json": '{"d": [{"x": 1}], "e": [{}, {}]}', "b.xml": "<r><i>1</i><i>2</i></r>"})
    (table,) = read(tmp_path, content, members=["*.json"], read={"records": "$.d[*]"})
    assert (table.part, table.records) == ("2024/a.json", [{"x": "1"}])
    assert table.told["b.xml"] == "does not match “members”"


def test_the_format_can_be_told(tmp_path: Path):
    (table,) = read(tmp_path, packed({"a": '{"x": 1}'}), members="a", format="json", read={"layout": "lines"})
    assert table.notes.found["read"]["layout"] == "lines"


def test_an_archive_in_an_archive_is_read_and_one_in_that_refused(tmp_path: Path):
    inner = packed({"a.json": '[{"x": 1}]'})
    (table,) = read(tmp_path, packed({"in.zip": inner}))
    assert table.part == "in.zip/a.json"
    with pytest.raises(NestedArchiveError) as caught:
        read(tmp_path, packed({"out.zip": packed({"in.zip": inner})}))
    assert caught.value.where == "giao.zip/out.zip"


def test_repairs_carry_the_members_name(tmp_path: Path):
    (table,) = read(tmp_path, packed({"a.json": '[{"x": "Ha\u0300"}]'}))
    assert table.cells == [["Hà"]]
    assert [place[0] for repair in table.notes.repairs for place in repair.places] == ["a.json"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.json", "x.json"),
        ("/etc/x.json", "etc/x.json"),
        ("..\\x.json", "x.json"),
        ("a/../../x.json", "a/x.json"),
    ],
)
def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path, name: str, shown: str):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (table,) = read(folder, packed({name: '[{"x": 1}]'}))
    assert table.part == shown
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "landed"]


def test_members_of_the_same_name_stay_apart(tmp_path: Path):
    tables = read(tmp_path, packed({"a.json": '[{"x": 1}]', "../a.json": '[{"x": 2}]'}))
    assert [each.part for each in tables] == ["a.json", "a.json#2"]


@pytest.mark.parametrize(
    ("raw", "options", "shown"),
    [
        ("Xã Ẩm.json".encode(), {}, "Xã Ẩm.json"),
        (windows_1258("Dân số.json"), {}, "Dân số.json"),
        (b"Danh s\xe1ch \xfe.json", {"names": "cp1252"}, "Danh sách þ.json"),
    ],
)
def test_names_in_legacy_code_pages(tmp_path: Path, raw: bytes, options: dict[str, object], shown: str):
    placeholder = "x" * len(raw)
    content = packed({placeholder: '[{"x": 1}]'}).replace(placeholder.encode(), raw)
    (table,) = read(tmp_path, content, **options)
    assert table.part == shown


class TestRefusals:
    def test_a_bomb_by_ratio(self, tmp_path: Path):
        with pytest.raises(ArchiveBombError):
            read(tmp_path, packed({"a.json": b"0" * 80 * 2**20}))

    def test_a_bomb_by_size(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("kho.sources.zip_members.Budget.__init__.__kwdefaults__", {"left": 100})
        with pytest.raises(ArchiveBombError):
            read(tmp_path, packed({"a.json": '[{"x": "' + "a" * 200 + '"}]'}))

    def test_a_bomb_by_count(self, tmp_path: Path):
        with pytest.raises(ArchiveBombError):
            read(tmp_path, packed({f"{i}.json": "" for i in range(10_001)}))

    def test_a_bomb_that_lies_about_its_size(self, tmp_path: Path):
        content = packed({"a.json": b"[" + b" " * 10**6 + b"]"})
        size = struct.pack("<I", 10**6 + 2)
        with pytest.raises(BrokenArchiveError):
            read(tmp_path, content.replace(size, struct.pack("<I", 10)))

    def test_a_password(self, tmp_path: Path):
        content = bytearray(packed({"mat.json": '[{"x": 1}]'}))
        content[6] |= 1
        central = content.index(b"PK\x01\x02")
        content[central + 8] |= 1
        with pytest.raises(EncryptedArchiveError) as caught:
            read(tmp_path, bytes(content))
        assert "mat.json" in caught.value.text("vi")

    def test_an_unknown_compression(self, tmp_path: Path):
        content = bytearray(packed({"a.json": '[{"x": 1}]'}))
        content[8] = 9  # Deflate64
        content[content.index(b"PK\x01\x02") + 10] = 9
        with pytest.raises(UnsupportedCompressionError):
            read(tmp_path, bytes(content))

    def test_damage(self, tmp_path: Path):
        content = packed({"a.json": '[{"x": "' + "abc" * 1000 + '"}]'})
        with pytest.raises(BrokenArchiveError):
            read(tmp_path, content[:-30])
        damaged = bytearray(content)
        damaged[40:50] = b"\xff" * 10
        with pytest.raises(BrokenArchiveError):
            read(tmp_path, bytes(damaged))

    def test_nothing_to_read(self, tmp_path: Path):
        for members in ({}, {"a.pdf": b"%PDF-1.7\0"}):
            with pytest.raises(NothingToReadError):
                read(tmp_path, packed(members))

    def test_a_member_asked_for_that_no_format_knows(self, tmp_path: Path):
        with pytest.raises(UnknownMemberError):
            read(tmp_path, packed({"a.pdf": b"%PDF-1.7\0"}), members="a.pdf")

    def test_options_that_do_not_fit_the_member(self, tmp_path: Path):
        with pytest.raises(BadMemberOptionsError) as caught:
            read(tmp_path, packed({"a.json": "[]"}), read={"sheet": "x"})
        assert "sheet" in caught.value.text("vi")

    def test_what_the_members_format_refuses_names_the_member(self, tmp_path: Path):
        with pytest.raises(BrokenDocumentError) as caught:
            read(tmp_path, packed({"a.json": '[{"x": '}))
        assert caught.value.where == "giao.zip/a.json"


def test_options_are_checked_also_those_of_the_inner_format():
    problems = ZIP.problems({"member": "x", "members": [], "format": "none", "names": "x-none", "read": 1})
    assert [field for field, _, _ in problems] == ["member", "members", "format", "read", "names"]
    assert [field for field, _, _ in ZIP.problems({"format": "json", "read": {"sheet": 1}})] == ["read.sheet"]


@pytest.mark.parametrize(
    ("members", "is_zip"),
    [
        (["a.csv"], True),
        ([], True),
        (["[Content_Types].xml", "xl/workbook.xml"], False),
        (["mimetype", "content.xml"], False),
        (["lop.shp", "lop.shx", "lop.dbf"], False),
        (["doc.kml"], False),
    ],
)
def test_other_formats_that_are_zips_inside_are_not_taken(members: list[str], *, is_zip: bool):
    head = packed(dict.fromkeys(members, "x"))
    assert ZIP.sniff(head, "x.zip") is is_zip
    assert ("geo" in registry.formats_that_fit(head, "x.zip")) is any(
        ".shp" in each or "kml" in each for each in members
    )


def test_a_shapefile_behind_a_large_member_is_still_read_as_a_map(tmp_path: Path):
    content = packed({"doc.bin": bytes(range(256)) * 4, "lop.shp": b"x"})
    with pytest.raises(ShapefileIncompleteError):
        read(tmp_path, content)


def test_a_real_archive(shared_data: Path):
    (table,) = read_all(ZIP, shared_data / "messy/simple.zip", "simple.zip", {})
    assert (table.part, len(table.cells)) == ("simple.csv", 6)
