"""JSON in all its layouts, and what broken or hostile JSON gets."""

import codecs
import json
import unicodedata
from pathlib import Path

import pytest
from tests.unit.sources.tables import Reads, read_all, reads

from kho.errors import KhoError
from kho.sources.formats.json_records import JsonFormat
from kho.sources.records.errors import (
    BrokenDocumentError,
    RecordsNotFoundError,
    TooDeepError,
    TooLargeRecordError,
    TooManyColumnsError,
)

JSON = JsonFormat()


@pytest.fixture
def read(tmp_path: Path) -> Reads:
    return reads(JSON, tmp_path, "ho-so.json")


def test_an_array_of_objects_is_a_table_with_columns_in_order_of_first_appearance(read: Reads):
    table = read('[{"ma": "01", "ten": "Xã A"}, {"ten": "Xã B", "dan_so": 12}]')
    assert table.headers == ["ma", "ten", "dan_so"]
    assert table.records == [{"ma": "01", "ten": "Xã A"}, {"ten": "Xã B", "dan_so": "12"}]
    assert table.rows == [1, 2]


def test_values_keep_their_kind_and_numbers_their_source_text(read: Reads):
    table = read(
        '[{"a": 1.10, "b": 12345678901234567890123, "c": true, "d": null, "e": [1.50, {"y": 2, "x": "á"}], "f": "", '
        '"g": {}, "h": 1e5, "i": -0}]'
    )
    assert table.records == [
        {
            "a": "1.10",
            "b": "12345678901234567890123",
            "c": "true",
            "e": '[1.50,{"x":"á","y":2}]',
            "g": "{}",
            "h": "1e5",
            "i": "-0",
        }
    ]
    assert table.kinds == [["n", "n", "b", None, "j", None, "j", "n", "n"]]


def test_nested_objects_flatten_to_dotted_paths(read: Reads):
    table = read('[{"dia_chi": {"xa": {"ma": "00004"}, "so": "1"}}]')
    assert table.records == [{"dia_chi.xa.ma": "00004", "dia_chi.so": "1"}]


def test_the_largest_array_that_lies_in_no_other_is_found_and_what_is_beside_it_is_told(read: Reads):
    table = read('{"nam": 2024, "loi": [{"a": 1}], "data": {"items": [{"b": [{"c": 1}, {"c": 2}, {"c": 3}]}, {}]}}')
    assert table.notes.found["records"] == "$.data.items[*]"
    assert table.headers == ["b"]
    assert len(table.cells) == 2
    told = {each.place: (each.why.en, each.text) for each in table.notes.left_out}
    assert told == {
        "$.loi[*]": ("another array, 1 elements", ""),
        "$.nam": ("stands outside the records", "2024"),
    }


def test_a_path_through_outer_arrays_brings_the_fields_of_outer_records(read: Reads):
    content = json.dumps(
        {
            "items": [
                {"ma": "A", "nguoi": {"ten": "Nguyễn Văn Mẫu"}, "tags": [1], "documents": [{"so": 1}, {"so": 2}]},
                {"ma": "B", "documents": []},
                {"ma": "C", "documents": [{"so": 3}]},
            ]
        }
    )
    table = read(content, records="$.items[*].documents[*]")
    assert table.records == [
        {"items.ma": "A", "items.nguoi.ten": "Nguyễn Văn Mẫu", "so": "1"},
        {"items.ma": "A", "items.nguoi.ten": "Nguyễn Văn Mẫu", "so": "2"},
        {"items.ma": "C", "so": "3"},
    ]
    assert table.rows == [1, 2, 3]
    assert {each.place: each.why.en for each in table.notes.left_out} == {
        "$.items[*].tags": "an array in the outer records, not on the way to the records read",
        "$.items[*].documents[*]": "1 outer records hold no record and so make no row",
    }


def test_colliding_headers_stay_apart(read: Reads):
    table = read('[{"Code": "01", "Wards": [{"Code": "00004"}]}]', records="[*].Wards[*]")
    assert table.records == [{"$[*].Code": "01", "Code": "00004"}]
    table = read('[{"a.b": 1, "a": {"b": 2}}]')
    assert table.records == [{'["a.b"]': "1", "a.b": "2"}]


def test_a_single_object_is_one_row(read: Reads):
    table = read('{"ma": "01", "ds": ["x", "y"]}')
    assert table.records == [{"ma": "01", "ds": '["x","y"]'}]
    assert table.notes.found["records"] == "$"


@pytest.mark.parametrize("records", ["$.data", "data", "$.data[*]", "data[*]", '$["data"][*]'])
def test_ways_to_write_a_path(read: Reads, records: str):
    assert read('{"data": [{"a": 1}], "x": [{}, {}]}', records=records).records == [{"a": "1"}]


def test_a_path_to_one_object_makes_one_row(read: Reads):
    assert read('{"data": {"a": 1}, "x": [{}, {}]}', records="$.data").records == [{"a": "1"}]


def test_elements_that_are_no_objects_are_kept(read: Reads):
    table = read('[{"a": 1}, null, 5, "x", [1]]')
    assert table.headers == ["a", "$"]
    assert [cells[1] for cells in table.cells] == [None, None, "5", "x", "[1]"]


@pytest.mark.parametrize(("content", "records"), [("[]", None), ('{"data": []}', "$.data[*]")])
def test_an_empty_array_is_an_empty_table(read: Reads, content: str, records: str | None):
    table = read(content, **({"records": records} if records else {}))
    assert table.cells == []


def test_json_lines_are_numbered_by_line_and_a_broken_line_loses_no_other(read: Reads):
    table = read('{"a": 1, "b": 2}\n\n{"a": 2,\r\n{"a": 3}\n{"a": 4} {"a": 5}\n')
    assert table.notes.found["layout"] == "lines"
    assert table.rows == [1, 3, 4, 5]
    assert table.cells == [["1", "2"], ['{"a": 2,', None], ["3", None], ['{"a": 4} {"a": 5}', None]]
    assert table.kinds == [["n", "n"], ["e", "e"], ["n", None], ["e", "e"]]


def test_records_inside_json_lines_have_the_line_as_outer_record(read: Reads):
    table = read('{"id": 1, "r": [{"a": 1}, {"a": 2}]}\n{"id": 2, "r": [{"a": 3}]}\n', records="$.r[*]")
    assert table.records == [{"id": "1", "a": "1"}, {"id": "1", "a": "2"}, {"id": "2", "a": "3"}]
    assert table.rows == [1, 2, 3]


def test_texts_one_after_the_other_are_records(read: Reads):
    table = read('{"a": 1,\n "b": 2}\n{"a": 3}{"a": 4}\x1e{"a": 5}')
    assert table.notes.found["layout"] == "texts"
    assert [cells[0] for cells in table.cells] == ["1", "3", "4", "5"]


def test_a_column_that_appears_only_at_the_end_is_there_from_the_first_batch(read: Reads):
    records = [{"a": i} for i in range(20_000)] + [{"muon": "x"}]
    table = read(json.dumps(records))
    assert table.headers == ["a", "muon"]
    assert table.cells[0] == ["0", None]
    assert table.cells[-1] == [None, "x"]


def test_a_document_longer_than_what_is_read_at_once(read: Reads):
    records = [{"i": i, "text": "ắ" * 997, "n": 10**i} for i in range(300)] * 12
    table = read(json.dumps({"data": records}, ensure_ascii=False, indent=1))
    assert len(table.cells) == 3600
    assert table.cells[-1] == ["299", "ắ" * 997, str(10**299)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_found(read: Reads, encoding: str):
    content = '[{"ten": "Xã Ẩm Đạo"}]' * 1
    assert read(content.encode(encoding)).records == [{"ten": "Xã Ẩm Đạo"}]


def test_a_told_encoding_is_used(read: Reads):
    assert read(b'[{"ten": "\xd0\xf4ng"}]', encoding="windows-1258").records == [{"ten": "Đông"}]


def test_a_text_in_nfd_is_composed_and_the_repair_is_on_record(read: Reads):
    decomposed = unicodedata.normalize("NFD", "Hà Nội")
    table = read(f'[{{"ten": "{decomposed}"}}]')
    assert table.records == [{"ten": "Hà Nội"}]
    assert [(each.before, each.after, each.count) for each in table.notes.repairs] == [(decomposed, "Hà Nội", 1)]


class TestMarkedCells:
    def test_an_undecodable_byte_marks_its_cell_alone(self, read: Reads):
        table = read('[{"a": "Hà Nội ắ ằ", "b": "x'.encode() + b"\xff" + b'"}]')
        assert table.cells == [["Hà Nội ắ ằ", "x\\xff"]]
        assert table.kinds == [[None, "u"]]

    def test_a_lone_surrogate_marks_its_cell(self, read: Reads):
        table = read(r'[{"a": "x\ud800", "b": ["\udfff"]}]')
        assert table.cells == [["x\\ud800", '["\\\\udfff"]']]
        assert table.kinds == [["u", "u"]]

    @pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1" * 401, "1e99999", "1E-401"])
    def test_what_is_no_number_is_an_error(self, read: Reads, value: str):
        table = read(f'[{{"a": {value}, "b": [{value}], "c": 1}}]')
        assert table.cells == [[value, f"[{value}]", "1"]]
        assert table.kinds == [["e", "e", "n"]]

    def test_a_doubled_key_loses_nothing(self, read: Reads):
        table = read('[{"a": 1, "a": 2, "b": [{"x": 1, "x": 2}]}, {"a": 3}]')
        assert table.cells == [["[1,2]", '[{"x":1,"x":2}]'], ["3", None]]
        assert table.kinds == [["e", "e"], ["n", None]]

    def test_a_doubled_object_marks_all_its_columns(self, read: Reads):
        table = read('[{"a": {"x": 1}, "a": {"y": 2}}]')
        assert table.headers == ["a.x", "a.y"]
        assert table.cells == [['[{"x":1},{"y":2}]'] * 2]
        assert table.kinds == [["e", "e"]]

    def test_a_control_character_marks_its_cell(self, read: Reads):
        table = read(r'[{"a": "x\u0000y"}]')
        assert table.cells == [["x\\x00y"]]
        assert table.kinds == [["u"]]


class TestRefusals:
    def test_a_truncated_document_names_line_and_column(self, read: Reads):
        with pytest.raises(BrokenDocumentError) as caught:
            read('[{"a": 1},\n {"a": 2,')
        assert (caught.value.fields["line"], caught.value.fields["column"]) == (2, 10)
        assert caught.value.where == "ho-so.json"

    def test_lines_are_counted_over_pieces(self, read: Reads):
        rows = ",\n".join('{"a": "' + "x" * 1000 + '"}' for _ in range(5000))
        with pytest.raises(BrokenDocumentError) as caught:
            read(f'[{rows},\n{{"a": oops}}]')
        assert (caught.value.fields["line"], caught.value.fields["column"]) == (5001, 7)

    @pytest.mark.parametrize("content", ["", "   ", "{", "[1,]", '{"a" 1}', "{'a': 1}", '{"a": 1', "[1 2]", "nope"])
    def test_broken_documents(self, read: Reads, content: str):
        with pytest.raises(BrokenDocumentError):
            read(content)

    def test_json_lines_without_one_good_line(self, read: Reads):
        with pytest.raises(BrokenDocumentError):
            read("{\n{\n", name="x.jsonl")

    @pytest.mark.parametrize(
        "content",
        ["[" * 100_000, '{"a":' * 100_000, '[{"a":' + "[" * 70 + "]" * 70 + "}]", '[{"a":' * 70 + "1" + "}]" * 70],
    )
    def test_depth_bombs(self, read: Reads, content: str):
        with pytest.raises((TooDeepError, BrokenDocumentError)):
            read(content)

    def test_depth_in_json_lines_costs_the_line_only(self, read: Reads):
        table = read('{"a": 1}\n{"a": ' + "[" * 5000 + "]" * 5000 + '}\n{"a": 2}\n')
        assert [kinds[0] for kinds in table.kinds] == ["n", "e", "n"]

    def test_max_depth_can_be_told(self, read: Reads):
        assert read('[{"a": {"b": 1}}]', max_depth=2).headers == ["a.b"]
        with pytest.raises(TooDeepError):
            read('[{"a": {"b": 1}}]', max_depth=1)

    def test_a_record_without_end(self, read: Reads, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("kho.sources.records.json_stream.MAX_RECORD", 2**20)
        with pytest.raises(TooLargeRecordError):
            read('[{"a": "' + "x" * 5 * 2**20 + '"}]')

    def test_a_line_without_end(self, read: Reads, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("kho.sources.records.json_survey.MAX_RECORD", 2**20)
        with pytest.raises(TooLargeRecordError):
            read('{"a": 1}\n{"a": "' + "x" * 3 * 2**20 + '"}', layout="lines")

    def test_keys_used_as_values(self, read: Reads):
        with pytest.raises(TooManyColumnsError):
            read(json.dumps([{str(i): i} for i in range(6000)]))

    def test_a_path_that_leads_nowhere_tells_what_there_is(self, read: Reads):
        with pytest.raises(RecordsNotFoundError) as caught:
            read('{"data": [{"a": 1}]}', records="$.items[*]")
        assert "$.data[*]" in caught.value.text("vi")

    def test_every_refusal_speaks_both_languages(self, read: Reads):
        with pytest.raises(KhoError) as caught:
            read("[1,]")
        assert caught.value.text("vi") != caught.value.text("en")


def test_options_are_checked():
    problems = JSON.problems({"record": "x", "records": "a..b", "encoding": "x-none", "max_depth": 0, "layout": "x"})
    assert [field for field, _, _ in problems] == ["record", "records", "layout", "encoding", "max_depth"]


@pytest.mark.parametrize(
    ("head", "name", "is_json"),
    [
        (b'[{"a": 1}]', "x", True),
        (b' \n{"a": 1}', "x.csv", True),
        (codecs.BOM_UTF8 + b"[]", "x", True),
        ('{"a": 1}'.encode("utf-16"), "x", True),
        (b'{"type": "FeatureCollection", "features": []}', "x.json", False),
        (b'{"name": "x", "crs": {"type": "name"}, "type": "FeatureCollection"', "x.json", False),
        (b'{"type":"Feature","geometry":null}\n{"type":"Feature"}', "x.geojsonl", False),
        (b'[{"type": "Feature"}]', "x.json", True),
        (b'{"type": "report", "features": [1]}', "x.json", True),
        (b'{"data": {"type": "FeatureCollection"}}', "x.json", True),
        (b"a,b\n1,2", "x.json", False),
        (b"<a/>", "x.json", False),
        (b"[section]\nkey=1", "x", False),
        (b"", "x.json", False),
    ],
)
def test_sniffing(head: bytes, name: str, *, is_json: bool):
    assert JSON.sniff(head, name) is is_json


class TestRealFiles:
    @pytest.mark.parametrize(
        ("path", "rows", "records"),
        [
            ("tthc/tthc_sample120.jsonl", 120, "$"),
            ("admin/dvhc-vietnam.json", 11_934, "$[*]"),
            ("admin/units_2026-07.json", 34, "$[*]"),
            ("dti/dti_922_structure.json", 2, "$.nhom[*]"),
            ("dti/qd766_structure.json", 1, "$"),
        ],
    )
    def test_read_as_found(self, shared_data: Path, path: str, rows: int, records: str):
        (table,) = read_all(JSON, shared_data / path, path, {})
        assert len(table.cells) == rows
        assert table.notes.found["records"] == records

    def test_communes_inside_provinces(self, shared_data: Path):
        read = {"records": "$[*].Wards[*]"}
        (table,) = read_all(JSON, shared_data / "admin/units_2026-07.json", "units.json", read)
        assert table.headers[:3] == ["$[*].Code", "$[*].FullName", "Code"]
        assert len(table.cells) == 3321
