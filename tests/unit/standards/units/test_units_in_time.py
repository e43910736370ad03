"""What became of units on 1 July 2025 by the shipped data, forward and back, with the source of each pair."""

import string
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.standards.text.folding import key
from kho.standards.units import known
from kho.standards.units.answers import Answer, Outcome, Part, Unknown, Whole
from kho.standards.units.atlas import Atlas
from kho.standards.units.dated import brought, day_of, years
from kho.standards.units.model import Extent, Level, Listing, Unit, UnitTables
from kho.standards.units.names import Kind, kind_of, short, spelling
from kho.standards.units.validity import validity
from kho.standards.units.weights import Split, weights

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def forward(code: str) -> Answer:
    return known.convert(code, from_=BEFORE, to=AFTER)


def back(code: str) -> Answer:
    return known.convert(code, from_=AFTER, to=BEFORE)


def test_a_code_is_a_unit_on_a_day():
    old, new = known.unit("00004", on=BEFORE), known.unit("00004", on=AFTER)
    assert old is not None
    assert new is not None
    assert (old.name, old.kind, old.parent, old.valid_to) == ("Phường Trúc Bạch", Kind.WARD, "001", BEFORE)
    assert (new.name, new.parent, new.valid_from) == ("Phường Ba Đình", "01", AFTER)
    assert new.area == pytest.approx(2.97)
    assert known.unit("001", on=AFTER) is None
    assert known.unit("99999", on=AFTER) is None


def test_counts_on_both_sides_of_the_day():
    old = Counter(unit.level for unit in known.atlas().units(on=BEFORE))
    new = Counter(unit.level for unit in known.atlas().units(on=AFTER))
    assert old == {Level.PROVINCE: 63, Level.DISTRICT: 696, Level.COMMUNE: 10_035}
    assert new == {Level.PROVINCE: 34, Level.COMMUNE: 3_321}


def test_a_whole_commune_says_where_and_who_says_so():
    answer = forward("00013")
    assert isinstance(answer, Whole)
    assert answer.to == "00004"
    (link,) = answer.links
    assert link.extent is Extent.WHOLE
    assert link.sources[0].startswith("vietnamadminunits ")


def test_a_divided_commune_has_all_its_candidates():
    answer = forward("00553")
    assert isinstance(answer, Part)
    assert answer.complete
    assert {each.code for each in answer.candidates} == {"00136", "00541", "00565"}
    assert [each.likely for each in answer.candidates] == [True, False, False]
    assert all(each.area is None and each.population is None for each in answer.candidates)


def test_provinces_and_districts():
    province = forward("34")
    assert isinstance(province, Whole)
    assert province.to == "33"
    assert isinstance(forward("318"), Whole)  # an island district without communes is a special zone now
    assert isinstance(back("11948"), Whole)
    district = forward("001")
    assert isinstance(district, Part)
    assert {"00004", "00008", "00025"} <= {each.code for each in district.candidates}


def test_back_is_whole_only_where_the_new_unit_lies_in_one_old_one():
    answer = back("00004")
    assert isinstance(answer, Part)
    assert {"00004", "00013", "00016"} <= {each.code for each in answer.candidates}


def test_a_code_of_another_day_says_when_it_was_one():
    answer = known.convert("00553", from_=AFTER, to=AFTER)
    assert isinstance(answer, Unknown)
    assert "30/6/2025" in answer.reason.vi
    assert "2025-06-30" in answer.reason.en
    assert isinstance(known.convert("99999", from_=BEFORE, to=AFTER), Unknown)


def test_a_day_to_itself_is_the_unit_itself():
    assert known.convert("00553", from_=BEFORE, to=BEFORE) == Whole(to="00553")


@pytest.mark.parametrize(("start", "end"), [(BEFORE, AFTER), (AFTER, BEFORE)])
def test_the_mapping_has_every_unit_of_the_first_day_and_only_units_of_the_other(start: date, end: date):
    rows = known.mapping(from_=start, to=end)
    communes = {unit.code for unit in known.atlas().units(on=start, level=Level.COMMUNE)}
    islands = {"318", "471", "498", "536", "755"}
    assert {row.code for row in rows} - islands == communes
    assert all(known.atlas().has(row.to, on=end) for row in rows if row.to is not None)
    assert not [row for row in rows if row.outcome is Outcome.UNKNOWN]
    assert len({(row.code, row.to) for row in rows}) == len(rows)


def test_every_pair_is_the_same_both_ways():
    there = {(row.code, row.to) for row in known.mapping(from_=BEFORE, to=AFTER)}
    assert there == {(row.to, row.code) for row in known.mapping(from_=AFTER, to=BEFORE)}


def test_names_are_found_in_any_spelling():
    assert [unit.code for unit in known.find("ba dinh", on=AFTER, parent="Hà Nội")] == ["00004"]
    assert [unit.code for unit in known.find("Quận BA ĐÌNH", on=BEFORE)] == ["001"]
    assert [unit.code for unit in known.find("xã thuy lam", on=BEFORE, parent="017")] == ["00460"]
    assert known.find("Thuỵ Lâm", on=BEFORE, parent="Hưng Yên") == ()
    assert known.find("không có", on=AFTER) == ()


@pytest.mark.parametrize(
    ("name", "kind", "rest"),
    [
        ("Thị trấn Phù Yên", Kind.TOWNSHIP, "Phù Yên"),
        ("Phường 12", Kind.WARD, "12"),
        ("Đặc khu Côn Đảo", Kind.SPECIAL_ZONE, "Côn Đảo"),
        ("Xã Phường Đúc", Kind.COMMUNE, "Phường Đúc"),
        ("Xuân Phước", None, "Xuân Phước"),
        ("Phường", None, "Phường"),
    ],
)
def test_kinds_of_names(name: str, kind: Kind | None, rest: str):
    assert (kind_of(name), short(name)) == (kind, rest)


@given(st.text())
def test_keys_are_keys_of_themselves_and_nothing_raises(text: str):
    assert key(key(text)) == key(text)
    assert set(key(text)) <= set(string.ascii_lowercase + string.digits)
    assert known.find(text, on=AFTER) is not None
    kind_of(text)
    short(text)


def test_the_place_of_a_tone_is_no_other_spelling():
    assert spelling("Xã Thuỵ Lâm") == spelling("XÃ THỤY LÂM")
    assert spelling("Phường Văn Miếu - Quốc Tử Giám") == spelling("Phường Văn Miếu Quốc Tử Giám")
    assert spelling("Xã Nậm Păm") != spelling("Xã Nặm Păm")


def test_validity_is_what_unit_says():
    rows = {each.code: each for each in validity(known.atlas())}
    assert (rows["00553"].valid_from, rows["00553"].valid_to) == (known.atlas().reach, BEFORE)
    assert (rows["00004"].valid_from, rows["00004"].valid_to) == (
        known.atlas().reach,
        None,
    )  # two units, one after the other
    assert len(rows) == len(validity(known.atlas()))


def test_the_packages_parsers_are_not_loaded():
    statement = "import sys, kho.standards.units.known as k; k.atlas(); print('vietnamadminunits' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", statement], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_series_over_all_communes_loses_nothing():
    table = weights(known.mapping(from_=BEFORE, to=AFTER), split=Split.NONE)
    codes = {unit.code for unit in known.atlas().units(on=BEFORE, level=Level.COMMUNE)}
    placed = [each.code for each in table.rows]
    assert {each.weight for each in table.rows} == {1}
    assert len(placed) == len(set(placed))
    assert codes <= {*placed, *table.unsplit, *table.unknown}


def test_a_day_before_all_sources_is_told_as_such():
    atlas = known.atlas()
    assert (atlas.since, atlas.reach) == (BEFORE, date(2020, 1, 1))
    for days in ((BEFORE, date(1990, 1, 1)), (date(1990, 1, 1), BEFORE)):
        answer = known.convert("00553", from_=days[0], to=days[1])
        assert isinstance(answer, Unknown)
        assert "1/1/2020" in answer.reason.vi
        assert "30/6/2025" in answer.reason.vi
        assert "reach back to 2020-01-01" in answer.reason.en
    assert known.unit("00553", on=date(1990, 1, 1)) is None
    assert not atlas.has("00553", on=date(2019, 12, 31))
    assert known.find("Gia Lâm", on=date(1990, 1, 1)) == ()


def test_before_the_first_list_it_is_taken_to_hold_back_to_2020():
    assert known.convert("00553", from_=date(2024, 12, 31), to=BEFORE) == Whole(to="00553")
    assert known.unit("00553", on=date(2020, 1, 1)) is not None


def test_an_earlier_list_reaches_further_back():
    early = Listing(on=date(2010, 1, 1), source="2010", units={"00553": Unit(code="00553", name="Xã Đa Tốn")})
    atlas = Atlas.of(UnitTables(listings=(early,)))
    assert atlas.reach == date(2010, 1, 1)
    assert atlas.has("00553", on=date(2012, 1, 1))
    assert isinstance(atlas.convert("00553", from_=date(2009, 12, 31), to=BEFORE), Unknown)


def test_spans_are_stretches_without_a_change():
    assert known.atlas().spans() == (
        (date(2020, 1, 1), date(2025, 6, 29)),
        (BEFORE, BEFORE),
        (AFTER, AFTER),
        (date(2025, 7, 2), date.max),
    )


def test_codes_of_any_day_stand_once_with_the_days_on_which_they_are_so():
    rows = {each.code: each for each in brought(known.atlas(), to=AFTER)}
    assert (rows["00004"].to, rows["00004"].first, rows["00004"].last) == ("00004", date(2020, 1, 1), date.max)
    assert "00553" not in rows, "it was parted"
    for each in brought(known.atlas(), to=AFTER):
        ends = [known.convert(each.code, from_=day, to=AFTER) for day in (each.first, each.last)]
        assert [end.to for end in ends if isinstance(end, Whole)] == [each.to, each.to]


def test_a_year_is_its_last_day():
    assert years(date(2020, 1, 1), BEFORE) == (2020, 2024)
    assert years(AFTER, date.max) == (2025, 9999)
    assert years(BEFORE, BEFORE) is None
    assert day_of(2024) == date(2024, 12, 31)
    assert day_of(0) is None
    assert day_of(AFTER) == AFTER
