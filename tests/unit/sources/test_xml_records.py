"""XML records, and what broken or hostile XML gets."""

from pathlib import Path

import pytest
from tests.unit.sources.tables import Reads, read_all, reads, windows_1258

from kho.sources.formats.xml_records import XmlFormat
from kho.sources.records.errors import (
    BrokenDocumentError,
    RecordsNotFoundError,
    RefusedDeclarationError,
    SpreadsheetXmlError,
    TooDeepError,
    TooLargeRecordError,
    TooManyColumnsError,
    UnknownEncodingError,
)

XML = XmlFormat()


@pytest.fixture
def read(tmp_path: Path) -> Reads:
    return reads(XML, tmp_path, "danh-muc.xml")


def test_the_most_repeated_outermost_element_is_the_record(read: Reads):
    table = read(
        '<ds ngay="2024-01-31"><kt><ky>A</ky></kt><xa ma="1"><ten>Xã A</ten></xa>'
        "<xa ma='2'><ten>Xã B</ten><so>1.10</so></xa></ds>"
    )
    assert table.notes.found == {"records": "/ds/xa", "encoding": "utf-8"}
    assert table.records == [{"@ma": "1", "ten": "Xã A"}, {"@ma": "2", "ten": "Xã B", "so": "1.10"}]
    assert table.rows == [1, 2]
    assert [(each.place, each.text) for each in table.notes.left_out] == [
        ("/ds/@ngay", "2024-01-31"),
        ("/ds/kt/ky", "A"),
    ]


def test_nested_elements_are_dotted_paths_and_repeated_ones_a_json_array(read: Reads):
    table = read("<r><i><a><b>1</b></a><t>x</t><t>y</t></i><i><t>z</t></i></r>")
    assert table.records == [{"a.b": "1", "t": '["x","y"]'}, {"t": '["z"]'}]
    assert table.kinds[0] == [None, "j"]


def test_mixed_content_cdata_comments_and_instructions(read: Reads):
    table = read("<r><i>đầu <b>đậm</b> cuối</i><i><b><![CDATA[a<b]]></b><!-- bỏ --><?x y?></i></r>")
    assert table.records == [{"b": "đậm", "#text": "đầu  cuối"}, {"b": "a<b"}]


def test_empty_and_nil_elements_are_empty_cells(read: Reads):
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    table = read(f'<r {xsi}><i><a/><b xsi:nil="true"/><c>1</c></i><i/></r>')
    assert table.headers == ["a", "b", "c"]
    assert table.cells == [[None, None, "1"], [None, None, None]]


@pytest.mark.parametrize(
    ("records", "namespaces"),
    [
        ("/DS/Xa", {}),
        ("/d:DS/d:Xa", {"d": "urn:a"}),
        ("DS/q:Xa", {"q": "urn:a"}),
        ("/*/Xa", {}),
    ],
)
def test_namespaces_match_with_and_without_prefixes(read: Reads, records: str, namespaces: dict[str, str]):
    content = '<DS xmlns="urn:a" xmlns:o="urn:b"><Xa o:k="1"><Ten>A</Ten><o:Ten>B</o:Ten></Xa></DS>'
    table = read(content, records=records, namespaces=namespaces)
    assert table.records == [{"@o:k": "1", "Ten": "A", "o:Ten": "B"}]


def test_the_files_own_prefix_may_be_used(read: Reads):
    table = read('<x:DS xmlns:x="urn:a"><x:Xa><x:Ten>A</x:Ten></x:Xa></x:DS>', records="/x:DS/x:Xa")
    assert table.records == [{"Ten": "A"}]


def test_records_inside_repeated_elements_bring_their_fields(read: Reads):
    content = '<r><T ma="1"><H><k>a</k></H><H><k>b</k></H><Ten>X</Ten></T><T ma="2"><Ten>Y</Ten></T></r>'
    table = read(content, records="/r/T/H")
    assert table.records == [{"T.@ma": "1", "T.Ten": "X", "k": "a"}, {"T.@ma": "1", "T.Ten": "X", "k": "b"}]
    assert "1 outer records hold no record and so make no row" in table.told.values()


def test_a_file_where_nothing_repeats_is_one_record(read: Reads):
    assert read("<r><a>1</a><b><c>2</c></b></r>").records == [{"a": "1", "b.c": "2"}]


def test_a_column_that_appears_late_and_many_records(read: Reads):
    table = read("<r>" + "<i><a>1</a></i>" * 20_000 + "<i><b>2</b></i></r>")
    assert table.headers == ["a", "b"]
    assert len(table.cells) == 20_001
    assert table.cells[-1] == [None, "2"]


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1258"])
    def test_declared(self, read: Reads, encoding: str):
        content = f'<?xml version="1.0" encoding="{encoding}"?><r><i>Đông Hà đường</i><i>x</i></r>'
        encoded = windows_1258(content) if encoding == "windows-1258" else content.encode(encoding)
        assert read(encoded).cells[0][0] == "Đông Hà đường"

    def test_utf_8_that_is_declared_otherwise(self, read: Reads):
        for declared in ("UTF-16", "windows-1258", "iso-8859-1"):
            content = f'<?xml version="1.0" encoding="{declared}"?><r><i>Xã Ẩm</i></r>'
            assert read(content).records == [{"i": "Xã Ẩm"}]

    def test_an_undecodable_byte_marks_its_cell_alone(self, read: Reads):
        table = read("<r><i>Hà Nội, Hưng Yên</i><i>x".encode() + b"\xff</i></r>")
        assert table.cells == [["Hà Nội, Hưng Yên"], ["x\\xff"]]
        assert table.kinds == [[None], ["u"]]

    def test_an_unknown_encoding(self, read: Reads):
        with pytest.raises(UnknownEncodingError):
            read(b'<?xml version="1.0" encoding="x-vn"?><r><i>\xd3\xff</i></r>')


LAUGHS = "".join('<!ENTITY a%d "%s">' % (i + 1, f"&a{i};" * 10) for i in range(9))  # noqa: UP031 - two kinds of quotes
BILLION_LAUGHS = f'<!DOCTYPE r [<!ENTITY a0 "ha">{LAUGHS}]><r><i>&a9;</i></r>'


class TestRefusals:
    @pytest.mark.parametrize(
        "content",
        [
            BILLION_LAUGHS,
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>',
            '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>',
            '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><r/>',
            "<!DOCTYPE r><r><i/></r>",
        ],
    )
    def test_document_types(self, read: Reads, content: str):
        with pytest.raises(RefusedDeclarationError):
            read(content)

    @pytest.mark.parametrize("content", ["", "<r><i>", "<r>&x;</r>", "<r><a></b></r>", "x", "<r/><r/>", "<r>\x01</r>"])
    def test_broken_documents(self, read: Reads, content: str):
        with pytest.raises(BrokenDocumentError):
            read(content)

    def test_a_break_names_line_and_column(self, read: Reads):
        with pytest.raises(BrokenDocumentError) as caught:
            read("<r>\n<i>1</i>\n<i>2</j></r>")
        assert (caught.value.fields["line"], caught.value.where) == (3, "danh-muc.xml")

    def test_depth_bombs(self, read: Reads):
        with pytest.raises(TooDeepError):
            read("<a>" * 100_000)

    def test_a_tag_without_end(self, read: Reads, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("kho.sources.records.xml_stream.MAX_RECORD", 2**20)
        with pytest.raises(TooLargeRecordError):
            read('<r a="' + "x" * 9 * 2**20)

    def test_a_record_without_end(self, read: Reads, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("kho.sources.records.xml_survey.MAX_RECORD", 2**20)
        with pytest.raises(TooLargeRecordError):
            read("<r><i>" + "x" * 3 * 2**20 + "</i><i/></r>")

    def test_names_used_as_values(self, read: Reads):
        with pytest.raises(TooManyColumnsError):
            read("<r>" + "".join(f"<i{i}/>" for i in range(6000)) + "</r>")

    def test_a_path_that_leads_nowhere_tells_what_there_is(self, read: Reads):
        with pytest.raises(RecordsNotFoundError) as caught:
            read("<r><i/><i/></r>", records="/r/x")
        assert "/r/i" in caught.value.text("vi")

    def test_a_workbook_of_excel_2003(self, read: Reads):
        with pytest.raises(SpreadsheetXmlError):
            read('<?mso-application?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>')


def test_options_are_checked():
    problems = XML.problems({"record": "x", "records": "//x", "namespaces": {"a": 1}, "max_depth": True})
    assert [field for field, _, _ in problems] == ["record", "records", "namespaces", "max_depth"]


@pytest.mark.parametrize(
    ("head", "is_xml"),
    [
        (b"<?xml version='1.0'?><r/>", True),
        ("<?xml version='1.0'?><r/>".encode("utf-16"), True),
        (b"\n<DanhMuc>", True),
        (b"<!-- x --><r>", True),
        (b"<!DOCTYPE html><html>", False),
        (b"<html><table>", False),
        (b"<table><tr>", False),
        (b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">', False),
        (b'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml">', False),
        (b"a<b", False),
        (b"", False),
    ],
)
def test_sniffing(head: bytes, *, is_xml: bool):
    assert XML.sniff(head, "x.xml") is is_xml


def test_the_national_list_of_units(shared_data: Path):
    (table,) = read_all(XML, shared_data / "admin/dvhc-vietnam.xml", "dvhc.xml", {})
    assert table.headers == ["MaDVHC", "Ten", "Cap", "CapTren", "TenTA"]
    assert len(table.cells) == 11_934
    assert table.records[0] == {"MaDVHC": "01", "Ten": "Thành phố Hà Nội", "Cap": "TINH"}
