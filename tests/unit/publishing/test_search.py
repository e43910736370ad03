"""The portal's search as a citizen uses it."""

import pytest
from tests.unit.publishing.invented import dataset
from tests.unit.publishing.searched import DATASETS, catalogue, made

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.publishing.search.answering import Found, search
from kho.publishing.search.facts import Facet
from kho.publishing.search.failures import TooFarError, TooLongError, TooManyChosenError
from kho.publishing.search.highlighting import Span
from kho.publishing.search.index import Sort, index, ready, with_usage
from kho.publishing.search.question import MOST_CHOSEN, Choice, Search
from kho.publishing.search.reading import How
from kho.publishing.search.shelf import Kind, Thing
from kho.publishing.search.suggesting import suggest
from kho.standards import registry

MADE = made()
SCHOOLS, CLASSES, HEALTH, DOCTORS = (
    "Trường học",
    "Lớp và học sinh theo trường",
    "Cơ sở y tế",
    "Bác sĩ trên một vạn dân theo xã",
)
PRICES, WATER, LAND = "Giá nông sản hằng tuần", "Công trình thủy lợi", "Đất đai theo mục đích sử dụng"
OVERDUE, CARDS = "Hồ sơ quá hạn theo cơ quan và tháng", "Số thẻ hộ gia đình còn hạn"


def asked(text: str, *choices: Choice, **more: object) -> Found:
    return search(MADE, Search(text=text, choices=choices, **more))  # type: ignore[arg-type]


def titles(found: Found) -> list[str]:
    return [each.dataset.title for each in found.hits]


def chosen(facet: Facet, *values: str) -> Choice:
    return Choice(facet=facet, values=values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # as people type: without accents, in capitals, with older tone marks, with one letter more
        ("truong mam non", [SCHOOLS]),
        ("TRƯỜNG MẦM NON", [SCHOOLS]),
        ("trường học", [SCHOOLS, CLASSES]),
        ("truong hoc", [SCHOOLS, CLASSES]),
        ("bac si", [DOCTORS]),
        ("bác sỹ", [DOCTORS]),
        ("bác sĩ", [DOCTORS]),
        ("thuỷ lợi", [WATER]),
        ("thủy lợi", [WATER]),
        ("thuy\u0309 lợi", [WATER]),
        ("gia lua", [PRICES]),
        ("giá lúa", [PRICES]),
        ("nhãn lồng", [PRICES]),
        ("cơ sở y tế xã Tân Hưng", [HEALTH]),
        ("co so y te xa tan hung", [HEALTH]),
        ("phố hiến", [SCHOOLS, HEALTH, LAND]),
        # words of labels that do not stand together are no label
        ("tân thám", []),
        # a word with accents is no other word with the same letters
        ("đất", [LAND]),
        ("đạt", [LAND]),  # but better than nothing
        ("thẻ", [CARDS]),
        ("hạn", [CARDS, OVERDUE]),
        # names of columns, of domains and of agencies
        ("cap_hoc", [SCHOOLS]),
        ("nông nghiệp", [LAND, PRICES, WATER]),
        ("Department of Health", [DOCTORS, HEALTH]),
        # phrases
        ('"dân số"', [DOCTORS]),
        ('"số dân"', []),
        ("“y tế” giường", [HEALTH]),
        ('"đất', [LAND]),
        # mistakes
        ("truogn hoc", [SCHOOLS, CLASSES]),
        ("trươngf học", [SCHOOLS, CLASSES]),
        ("beenh viện", [HEALTH]),
        ("datdai", [LAND]),
        ("benhvien", [HEALTH]),
        ("truongmamnon", [SCHOOLS]),
        ("nônsgan", []),
        # the last word while it is typed
        ("bệnh việ", [HEALTH]),
        ("công tr", [WATER]),
        # some of the words rather than nothing
        ("hồ sơ trễ hạn", [OVERDUE]),
        ("ô nhiễm đất đai", [LAND]),
        ("xyzzy", []),
        ("2024", []),
    ],
)
def test_what_is_found(text: str, expected: list[str]) -> None:
    """The first ones, in any order; nothing where nothing is expected."""
    found = titles(asked(text))
    assert sorted(found[: len(expected) or None]) == sorted(expected), found


def test_a_blank_search_finds_everything() -> None:
    for text in ("", "  ", '""', "?!"):
        found = asked(text)
        assert found.count == len(DATASETS)
        assert found.has_all
        assert found.meant is None


@pytest.mark.parametrize(
    ("text", "meant", "is_meant"),
    [
        ("truogn hoc", "trường hoc", True),
        ("datdai", "đất đai", True),
        ("truongmamnon", "trường mầm non", True),
        ("trường học", None, False),
        ("truong hoc", None, False),
        ("xyzzy", None, False),
        ("cơ sỡ y tế", "cơ sở y tế", True),
    ],
)
def test_what_was_meant_is_told(text: str, meant: str | None, *, is_meant: bool) -> None:
    found = asked(text)
    assert found.is_meant == is_meant
    assert found.meant == meant


def test_how_each_word_was_read_is_told() -> None:
    found = asked("truogn xyzzy benhvien")
    assert [each.how for each in found.read] == [How.NEAR, How.UNKNOWN, How.PARTED]
    assert not found.has_all


def test_titles_count_more_than_columns_and_these_more_than_descriptions() -> None:
    assert titles(asked("y tế"))[:2] == [HEALTH, DOCTORS]  # the title of one, the agency and the domain of the other
    assert titles(asked("số")) == [CARDS, CLASSES, DOCTORS]


def test_of_those_that_match_alike_the_most_used_and_then_the_newest_come_first() -> None:
    assert titles(asked(""))[0] == CLASSES
    used = with_usage(MADE, {DatasetName.parse("so-nong-nghiep/thuy-loi"): 7})
    assert [each.dataset.title for each in search(used, Search()).hits][:2] == [WATER, CLASSES]
    assert search(used, Search(sort=Sort.USED)).hits[0].dataset.title == WATER


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.NEWEST, [CLASSES]),
        (Sort.ROWS, [CLASSES, SCHOOLS, HEALTH, DOCTORS]),
        (Sort.TITLE, [DOCTORS, WATER, HEALTH, LAND, PRICES, OVERDUE, CLASSES, CARDS, SCHOOLS]),
    ],
)
def test_orders(sort: Sort, first: list[str]) -> None:
    assert titles(asked("", sort=sort))[: len(first)] == first


def test_pages() -> None:
    whole = titles(asked("", sort=Sort.TITLE))
    pages = [asked("", sort=Sort.TITLE, size=2, page=page) for page in (1, 2, 3, 4, 5, 6)]
    assert [title for each in pages for title in titles(each)] == whole
    assert {each.pages for each in pages} == {5}
    assert {each.count for each in pages} == {len(DATASETS)}


def counts(found: Found, facet: Facet) -> dict[str, int]:
    return {each.value: each.count for each in found.facets[facet]}


def test_facets_count_what_the_words_and_the_other_facets_leave() -> None:
    found = asked("", chosen(Facet.AGENCY, "so-y-te", "so-giao-duc"), chosen(Facet.MAP, "units"))
    assert sorted(titles(found)) == [HEALTH, SCHOOLS]
    assert counts(found, Facet.AGENCY) == {"so-y-te": 1, "so-giao-duc": 1, "so-nong-nghiep": 1}
    assert counts(found, Facet.MAP) == {"units": 2, "points": 1}
    assert counts(found, Facet.FRESHNESS) == {"fresh": 2}
    assert [each.value for each in found.facets[Facet.AGENCY] if each.is_chosen] == ["so-giao-duc", "so-y-te"]


def test_a_value_that_nothing_has_is_told_with_no_dataset() -> None:
    found = asked("y tế", chosen(Facet.DOMAIN, "khong-co"))
    assert (found.count, found.hits, found.pages) == (0, (), 0)
    assert [(each.value, each.count) for each in found.facets[Facet.DOMAIN] if each.is_chosen] == [("khong-co", 0)]
    assert counts(found, Facet.DOMAIN)["Y tế"] == 2


def test_values_of_facets_have_names() -> None:
    found = asked("")
    names = {each.value: each.title.vi for facet in Facet for each in found.facets[facet]}
    assert names["so-y-te"] == "Sở Y tế"
    assert names["late"] == "trễ hẹn"
    assert names["P1M"] == "hằng tháng"
    assert names["P7D"] == "7 ngày một lần"
    assert names["units"] == "theo đơn vị hành chính"
    assert names["percentage"] == registry.standard("percentage").title.vi


def test_agencies_and_systems_are_found_by_name_and_tell_nothing_else() -> None:
    found = asked("sở y tế")
    assert [(each.kind, each.id, each.datasets) for each in found.beside] == [(Kind.AGENCY, "so-y-te", 2)]
    found = asked("đất đai")
    assert [(each.kind, each.id, each.agency) for each in found.beside] == [(Kind.SYSTEM, "dat-dai", "so-nong-nghiep")]
    for secret in ("bí mật", "10.0.0.7", "máy chủ"):
        found = asked(secret)
        assert not found.beside
        assert all(each.how is not How.WHOLE for each in found.read if each.typed[0] in ("bí", "máy", "7"))


def test_a_code_list_that_no_column_uses_finds_nothing() -> None:
    alone = index(catalogue(DATASETS[3]))
    assert search(alone, Search(text="tân hưng")).count == 0


def text_of(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[each.start : each.end] for each in spans]


@pytest.mark.parametrize(
    ("text", "title", "description"),
    [
        ("truong hoc", ["Trường học"], ["Trường", "học"]),
        ("trường mầm non", ["Trường"], ["Trường mầm non"]),
        ("mầm no", [], ["mầm non"]),
        ("truogn", ["Trường"], ["Trường"]),
        ("phothong", [], ["phổ thông"]),
        ('"mam non"', [], ["mầm non"]),
    ],
)
def test_where_the_words_stand(text: str, title: list[str], description: list[str]) -> None:
    hit = next(each for each in asked(text).hits if each.dataset.title == SCHOOLS)
    assert text_of(hit.dataset.title, hit.title) == title
    assert text_of(hit.dataset.description, hit.description) == description


def test_columns_that_have_the_words_are_told() -> None:
    hit = asked("cap hoc").hits[0]
    assert [each.column.name for each in hit.columns] == ["cap_hoc"]


@pytest.mark.parametrize(
    "search_for",
    [
        Search(text="x" * 201),
        Search(text="a " * 21),
        Search(page=0),
        Search(size=101),
        Search(size=0),
        Search(page=1000, size=100),
        Search(choices=(chosen(Facet.YEAR, *map(str, range(MOST_CHOSEN + 1))),)),
        Search(choices=(chosen(Facet.YEAR, "y" * 101),)),
    ],
)
def test_who_asks_for_too_much_is_told(search_for: Search) -> None:
    with pytest.raises((TooLongError, TooFarError, TooManyChosenError)) as refused:
        search(MADE, search_for)
    assert refused.value.text("vi").startswith(f"{refused.value.code} ")
    assert refused.value.text("en")


def suggested(text: str) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    for each in suggest(MADE, text):
        found.setdefault(each.kind, []).append(each.title.vi)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("tr", Kind.DATASET, [SCHOOLS]),
        ("truong h", Kind.DATASET, [SCHOOLS, CLASSES]),
        ("đất đ", Kind.DATASET, [LAND]),
        ("số", Kind.DATASET, [CARDS]),
        ("benhvien", Kind.DATASET, None),
        ("so y", Kind.AGENCY, ["Sở Y tế"]),
        ("giao d", Kind.AGENCY, ["Sở Giáo dục và Đào tạo"]),
        ("nông", Kind.DOMAIN, ["Nông nghiệp"]),
        ("mã tr", Kind.COLUMN, ["Mã trường"]),
        ("", Kind.DATASET, None),
    ],
)
def test_what_is_offered_while_typing(text: str, kind: Kind, expected: list[str] | None) -> None:
    found = suggested(text).get(kind)
    assert (found and found[: len(expected or [])]) == expected


def test_suggestions_tell_where_the_words_stand() -> None:
    first = suggest(MADE, "truong h")[0]
    assert (first.kind, first.id) == (Kind.DATASET, "so-giao-duc/truong-hoc")
    assert text_of(first.title.vi, first.spans) == ["Trường học"]
    with pytest.raises(TooLongError):
        suggest(MADE, "x" * 201)


def test_an_index_of_nothing_answers_too() -> None:
    empty = ready(index(catalogue()))
    found = search(empty, Search(text="đất đai"))
    assert (found.count, found.hits, found.has_all) == (0, (), False)
    assert search(empty, Search()).count == 0
    assert [each.kind for each in suggest(empty, "sở")] == [Kind.AGENCY] * 3


def test_a_series_is_found_by_name_and_narrows_to_its_datasets() -> None:
    years = [dataset(f"so-y-te/du-toan-{year}", title=f"Dự toán năm {year}") for year in (2024, 2025)]
    made = index(catalogue(*years, *DATASETS))
    [series] = [each for each in search(made, Search(text="du toan")).beside if each.kind is Kind.SERIES]
    assert (series.id, series.title.vi, series.datasets) == ("so-y-te--du-toan", "Dự toán", 2)
    found = search(made, Search(choices=(Choice(facet=Facet.SERIES, values=(series.id,)),)))
    assert [str(each.dataset.name) for each in found.hits] == ["so-y-te/du-toan-2024", "so-y-te/du-toan-2025"]
    assert [each.title.vi for each in found.facets[Facet.SERIES]] == ["Dự toán"]
    assert series.id in [each.id for each in suggest(made, "du t")]


def test_a_service_is_found_by_name() -> None:
    service = Thing(kind=Kind.SERVICE, id="ogc", title=Message("OGC API cho QGIS", "OGC API for QGIS"))
    made = index(catalogue(*DATASETS), services=[service])
    assert [each.id for each in search(made, Search(text="qgis")).beside] == ["ogc"]
