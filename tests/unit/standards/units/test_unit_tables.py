"""Published tables, read as they are, over the shipped data: notes, slips, chains, shares and disagreements."""

from datetime import date
from decimal import Decimal

import pytest

from kho.standards.units.answers import MappingRow, Outcome, Part, Unknown, Whole
from kho.standards.units.atlas import Atlas
from kho.standards.units.differing import Difference, disagreements
from kho.standards.units.listed import PartialListError, is_listing, read_listing
from kho.standards.units.model import Change, Extent, Listing, Unit, UnitTables
from kho.standards.units.notes import meaning
from kho.standards.units.official import is_crosswalk, read_official
from kho.standards.units.weights import Basis, Split, Weights, weights

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
TABLE = (
    ("Đơn vị hành chính từ ngày 01/7/2025", "", "", "Đơn vị hành chính trước ngày 01/7/2025", "", "", "", "", ""),
    ("Tỉnh, thành phố", "Tên Xã mới", "Mã Xã mới", "Tên Xã cũ", "Mã Xã cũ", "Ghi chú", "Quận/huyện", "Tỉnh cũ", ""),
    ("THÀNH PHỐ HÀ NỘI  ", "", "", "", "", "", "", "", ""),
    ("Hà Nội (01)", "Xã\nGia Lâm", "00565", "Xã Cổ Bi", "00553", "Nhâp một  phần \n", "Huyện Gia Lâm (018)", "", ""),
    ("Hà Nội (01)", "Phường Phúc Lợi", "00136", "Xã Cổ Bi", "00553", "Nhập một phần", "Huyện Gia Lâm (018)", "", ""),
    ("Hà Nội (01)", "Xã Thuận An", "00562", "Xã Đặng Xá", "00553", "Nhập một phần diện tích, toàn bộ dân số",
     "Huyện Gia Lâm (018)", "", ""),
    ("Hà Nội (01)", "Xã Phù Đổng", "00541", "Xã Đặng Xá", "00556", "Nhập một phần diện tích", "Huyện Gia Lâm (018)",
     "", ""),
    ("Hải Phòng (31)", "Đặc khu Bạch Long Vĩ", "11948", "", "",
     "Sắp xếp toàn bộ huyện Bạch Long Vĩ thành đặc khu Bạch Long Vĩ", "Huyện Bạch Long Vĩ (318)", "", ""),
    ("Ninh Bình (37)", "Xã Kim Đông", "14698", "Khu vực bãi bồi", "", "Nhập toàn bộ", "Huyện Kim Sơn (376)", "", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.of(UnitTables(changes=read_official(TABLE, source="bảng thử").changes))


@pytest.mark.parametrize(
    ("note", "extent", "area", "population"),
    [
        ("Nhập toàn bộ", Extent.WHOLE, 1.0, 1.0),
        ("Giữ nguyên ", Extent.WHOLE, 1.0, 1.0),
        ("Đổi tên", Extent.WHOLE, 1.0, 1.0),
        ("Đổi loại hình", Extent.WHOLE, 1.0, 1.0),
        ("Nhâp một  phần\n", Extent.PART, None, None),
        ("Nhập một phần diện tích, toàn bộ dân số", Extent.PART, None, 1.0),
        ("Nhập toàn bộ diện tích", Extent.PART, 1.0, None),
        ("Nhập một phần dân số", Extent.PART, None, None),
        ("Đổi tên từ một phần Phường 15", Extent.PART, None, None),
        ("Phần còn lại sau khi tách một phần vào xã Canh Vinh", Extent.PART, None, None),
        ("xem công văn", Extent.UNTOLD, None, None),
        ("", Extent.UNTOLD, None, None),
    ],
)
def test_notes(note: str, extent: Extent, area: float | None, population: float | None):
    told = meaning(note)
    assert (told.extent, told.area, told.population) == (extent, area, population)


def test_the_table_is_read_with_its_dirt():
    assert is_crosswalk(TABLE)
    read = read_official(TABLE, source="bảng thử")
    assert [each.text for each in read.left] == ["THÀNH PHỐ HÀ NỘI"]
    first = read.changes[0]
    assert (first.on, first.new_name, first.old_parent, first.place) == (AFTER, "Xã Gia Lâm", "018", 4)
    assert [each.old for each in read.changes] == ["00553", "00553", "00553", "00556", "318", ""]


def test_no_table_is_no_table():
    assert not is_crosswalk([["Mã", "Tên"], ["01", "Hà Nội"]])
    assert not is_crosswalk([])
    with pytest.raises(ValueError, match="header"):
        read_official([["Mã"]], source="bảng thử")


def test_a_slipped_code_is_mended_by_its_name_and_told(atlas: Atlas):
    (slip,) = atlas.slips
    assert (slip.change.old, slip.meant) == ("00553", "00556")
    answer = atlas.convert("00556", from_=BEFORE, to=AFTER)
    assert isinstance(answer, Part)
    assert {each.code: each.population for each in answer.candidates} == {"00562": 1.0, "00541": 0.0}


def test_the_later_source_is_followed_and_both_are_kept(atlas: Atlas):
    answer = atlas.convert("00553", from_=BEFORE, to=AFTER)
    assert isinstance(answer, Part)
    assert {each.code for each in answer.candidates} == {"00565", "00136"}
    assert all(len(each.links[0].sources) == 2 for each in answer.candidates)
    found = {each.old: each for each in disagreements(atlas) if each.kind is Difference.PAIR}
    assert [source for source, _ in found["00553"].said][-1] == "bảng thử"
    assert {change.new for change in found["00553"].said[0][1]} == {"00136", "00541", "00565"}
    assert "" in found  # land that was no commune, which one source tells of


def test_what_no_imported_table_tells_stays(atlas: Atlas):
    assert isinstance(atlas.convert("00013", from_=BEFORE, to=AFTER), Whole)


def listing(on: date, *units: Unit) -> Listing:
    """The shipped old list with some units more, as of a day."""
    base = Atlas.of().listings[0].units
    return Listing(on=on, source="danh mục thử", units={**base, **{unit.code: unit for unit in units}})


GONE = Unit(code="20176", name="Xã Hương Hòa", parent="482")


def test_a_chain_by_former_names_finds_where_but_never_says_whole():
    early = date(2025, 1, 4)
    atlas = Atlas.of(UnitTables(listings=(listing(early, GONE),)))
    answer = atlas.convert("20176", from_=early, to=AFTER)
    assert isinstance(answer, Part)
    assert not answer.complete
    assert [each.code for each in answer.candidates] == ["20179"]
    assert [link.extent for link in answer.candidates[0].links] == [Extent.UNTOLD, Extent.WHOLE]
    assert "former name" in answer.candidates[0].links[0].sources[0]


def test_a_chain_that_a_table_tells_is_whole():
    early = date(2024, 1, 1)
    told = Change(on=date(2025, 1, 1), old="20176", new="20179", extent=Extent.WHOLE, area=1.0, population=1.0,
                  source="nghị quyết thử", decree="12/NQ-THU")  # fmt: skip
    atlas = Atlas.of(UnitTables(changes=(told,), listings=(listing(early, GONE),)))
    answer = atlas.convert("20176", from_=early, to=AFTER)
    assert isinstance(answer, Whole)
    assert answer.to == "20179"
    assert next(claim.decree for link in answer.links for claim in link.claims) == "12/NQ-THU"
    returned = atlas.convert("20179", from_=BEFORE, to=early)
    assert isinstance(returned, Part)
    assert {each.code for each in returned.candidates} == {"20176", "20179"}


def test_between_two_lists_both_are_valid():
    early = date(2025, 1, 4)
    atlas = Atlas.of(UnitTables(listings=(listing(early, GONE),)))
    (version,) = atlas.versions("20176")
    assert (version.valid_from, version.valid_to) == (None, date(2025, 6, 29))
    assert atlas.unit("20176", on=date(2025, 5, 1)) is not None
    assert atlas.unit("20176", on=BEFORE) is None


def test_a_unit_nobody_tells_of_is_unknown():
    lone = Unit(code="99998", name="Xã Không Ai Biết", parent="482")
    atlas = Atlas.of(UnitTables(listings=(listing(date(2025, 1, 4), lone),)))
    assert isinstance(atlas.convert("99998", from_=date(2025, 1, 4), to=AFTER), Unknown)


def test_lists_are_read_in_both_layouts():
    wide = [["Tỉnh Thành Phố", "Mã TP", "Quận Huyện", "Mã QH", "Phường Xã", "Mã PX", "Cấp", "Tên Tiếng Anh"]]
    wide += [[f"Tỉnh {n}", f"{n:02}", f"Huyện {n}", f"{n:03}", f"Xã {n}", f"{n:05}", "Xã", ""] for n in range(1, 35)]
    read = read_listing(wide, on=BEFORE, source="thử")
    assert (read.units["00007"].name, read.units["00007"].parent, read.units["007"].parent) == ("Xã 7", "007", "07")
    flat = [["madvhc", "ten", "cap", "captren"], *([f"{n:02}", f"Tỉnh {n}", "TINH", ""] for n in range(1, 35))]
    assert is_listing(flat)
    assert len(read_listing(flat, on=BEFORE, source="thử").units) == 34
    with pytest.raises(PartialListError):
        read_listing(flat[:3], on=BEFORE, source="thử")


def row(code: str, to: str | None, outcome: Outcome, population: float | None = None, area: float | None = None):
    return MappingRow(code=code, to=to, outcome=outcome, area=area, population=population, likely=False)


MAPPING = (
    row("a", "x", Outcome.WHOLE, 1.0, 1.0),
    row("b", "x", Outcome.PART, 0.25),
    row("b", "y", Outcome.PART, 0.75),
    row("c", "y", Outcome.PART),
    row("c", "z", Outcome.PART),
    row("d", None, Outcome.UNKNOWN),
    row("e", "w", Outcome.WHOLE, 1.0, 1.0),
)


def shares(table: Weights) -> list[tuple[str, str, Decimal, Basis]]:
    return [(each.code, each.to, each.weight, each.basis) for each in table.rows]


def test_without_a_rule_nothing_is_split():
    table = weights(MAPPING, split=Split.NONE)
    assert shares(table) == [("a", "x", Decimal(1), Basis.EXACT), ("e", "w", Decimal(1), Basis.EXACT)]
    assert (table.unsplit, table.unknown) == (("b", "c"), ("d",))
    assert table.touched["b"] == ("x", "y")


def test_told_shares_split_and_untold_ones_do_not():
    table = weights(MAPPING, split=Split.POPULATION)
    told = [each for each in shares(table) if each[0] == "b"]
    assert told == [("b", "x", Decimal("0.25"), Basis.TOLD), ("b", "y", Decimal("0.75"), Basis.TOLD)]
    assert table.unsplit == ("c",)


def test_sizes_of_the_receiving_units_are_an_estimate_and_told_as_one():
    sizes = {"x": 1.0, "y": 2.0, "z": 1.0}
    table = weights(MAPPING, split=Split.AREA, size=sizes.get)
    estimated = {to: weight for code, to, weight, basis in shares(table) if code == "c" and basis is Basis.ESTIMATED}
    assert estimated == {"y": pytest.approx(Decimal(2) / 3), "z": pytest.approx(Decimal(1) / 3)}
    assert table.unsplit == ()
