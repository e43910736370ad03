"""Models of the demo province against the same answers computed in plain Python from the tables they read."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.demo.conftest import Made

from kho.contracts.names import DatasetName
from kho.pipeline.delivering import run_dataset
from kho.pipeline.progress import Silence
from kho.pipeline.runs import RunStatus
from kho.warehouse.tables import TableRef

Row = Mapping[str, Any]


def rows(made: Made, name: str) -> list[dict[str, Any]]:
    return made.place.warehouse.read(TableRef.of(made.contract(name))).read_all().to_pylist()


def answers(made: Made, name: str, *columns: str) -> dict[Any, tuple[Any, ...]]:
    """A model's rows by their key, with some columns."""
    keys = made.contract(name).primary_key
    return {tuple(row[key] for key in keys): tuple(row[each] for each in columns) for row in rows(made, name)}


def rounded(value: float, digits: int) -> Decimal:
    """Halves away from zero, of the double that engines round."""
    return Decimal(value * 10**digits).quantize(Decimal(1), ROUND_HALF_UP).scaleb(-digits)


def test_every_model_is_loaded_whole(made: Made) -> None:
    assert len(made.place.province.models) >= 15
    for name in made.place.province.models:
        (run,) = made.runs[str(name)]
        apart = {rule for rule in run.broken if ".units_" in rule}
        assert (run.status, run.broken.keys() - apart) == (RunStatus.LOADED, set()), name
        assert (run.quarantined > 0) == bool(apart), name
        assert run.accepted > 0


def test_a_second_run_does_nothing(made: Made) -> None:
    for name in made.place.province.models:
        (run,) = run_dataset(made.place, name, progress=Silence())
        assert run.status is RunStatus.UNCHANGED, name


def test_doctors_per_ten_thousand_people(made: Made) -> None:
    commune_of = {row["ma_co_so"]: row["ma_xa"] for row in rows(made, "so-y-te/co-so-y-te")}
    doctors: Counter[tuple[int, str]] = Counter()
    for row in rows(made, "so-y-te/nhan-luc-y-te"):
        if row["ma_co_so"] in commune_of and row["bac_si"] is not None:
            doctors[row["nam"], commune_of[row["ma_co_so"]]] += row["bac_si"]
    expected = {
        (row["nam"], row["ma_xa"]): (
            doctors[row["nam"], row["ma_xa"]],
            rounded(10000 * doctors[row["nam"], row["ma_xa"]] / row["dan_so"], 2),
        )
        for row in rows(made, "thong-ke-tinh/dan-so")
        if row["dan_so"]
    }
    assert answers(made, "y-te/bac-si-theo-xa", "bac_si", "bac_si_tren_van_dan") == expected


def test_dossiers_late_by_agency_and_month(made: Made) -> None:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(made, "trung-tam-phuc-vu-hanh-chinh-cong/ho-so"):
        if row["ngay_nhan"] is not None and row["ma_co_quan"] is not None:
            groups[f"{row['ngay_nhan']:%Y-%m}", row["ma_co_quan"]].append(row)
    expected = {}
    for key, group in groups.items():
        given = [row for row in group if row["ngay_tra"] is not None]
        late = [row for row in given if row["han_tra"] is not None and row["ngay_tra"] > row["han_tra"]]
        share = rounded(100 * len(late) / len(given), 2) if given else None
        expected[key] = (len(group), len(given), len(late), share)
    model = "hanh-chinh/ho-so-theo-thang"
    assert answers(made, model, "ho_so", "da_tra", "qua_han", "ty_le_qua_han") == expected


def test_yield_by_crop_and_irrigation(made: Made) -> None:
    works = rows(made, "so-nong-nghiep-va-moi-truong/cong-trinh-thuy-loi")
    watered = {row["ma_xa"] for row in works if (row["dien_tich_tuoi_ha"] or 0) > 0}
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows(made, "so-nong-nghiep-va-moi-truong/cay-trong"):
        groups[row["nam"], row["vu"], row["cay"], row["ma_xa"] in watered].append(row)
    expected = {
        key: (len({row["ma_xa"] for row in group}), _sum(group, "dien_tich_ha"), _sum(group, "san_luong_tan"))
        for key, group in groups.items()
    }
    model = "nong-nghiep/nang-suat-va-thuy-loi"
    assert answers(made, model, "so_xa", "dien_tich_ha", "san_luong_tan") == expected


def _sum(group: list[Row], column: str) -> Decimal | None:
    given = [row[column] for row in group if row[column] is not None]
    return sum(given, Decimal(0)) if given else None


def test_a_households_services_and_their_share_by_commune(made: Made) -> None:
    commune_of = {row["ma_ho"]: row["ma_xa"] for row in rows(made, "cong-an-tinh/ho-dan")}
    asked = ("dien", "nuoc_sach", "internet", "khong_tien_mat")
    found = {
        (row["ky"], row["ma_ho"]): sum(bool(row[each]) for each in asked)
        for row in rows(made, "trung-tam-chuyen-doi-so/dich-vu-ho-dan")
        if row["ma_ho"] in commune_of
    }
    assert answers(made, "an-sinh/dich-vu-moi-ho", "so_dich_vu") == {key: (count,) for key, count in found.items()}
    communes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (period, household), count in found.items():
        if commune_of[household] is not None:
            communes[period, commune_of[household]].append(count)
    expected = {key: (len(counts), counts.count(4)) for key, counts in communes.items()}
    assert answers(made, "an-sinh/dich-vu-theo-xa", "so_ho", "du_dich_vu") == expected


def test_population_through_the_years(made: Made) -> None:
    people = {(row["nam"], row["ma_xa"]): row["dan_so"] for row in rows(made, "thong-ke-tinh/dan-so") if row["dan_so"]}
    found = answers(made, "dan-so/chuoi-dan-so", "dan_so", "tang_phan_tram")
    assert {key: count for key, (count, _) in found.items()} == people
    assert dict(_growth(people)) == {key: growth for key, (_, growth) in found.items()}


def _growth(people: Mapping[tuple[int, str], int]) -> Iterator[tuple[tuple[int, str], Decimal | None]]:
    for year, commune in people:
        before = max((each for each, other in people if other == commune and each < year), default=None)
        if before is None:
            yield (year, commune), None
        else:
            old = people[before, commune]
            yield (year, commune), rounded(100 * (people[year, commune] - old) / old, 2)


def test_every_value_but_a_count_of_rows_knows_its_columns(made: Made) -> None:
    model = made.place.province.models[DatasetName.parse("y-te/bac-si-theo-xa")]
    assert [column.name for column in model.columns if not column.inputs] == ["co_so"]
    read = {each.dataset for column in model.columns for each in column.inputs}
    assert read | {each.input.dataset for each in model.influences} == set(model.inputs)


ELECTRICITY = "cong-ty-dien-luc/tieu-thu-dien"


def meant_kwh(made: Made) -> list[dict[str, Any]]:
    """The rows of electricity that were meant, by the truth and not by what Kho made of them."""
    found: list[dict[str, Any]] = made.truth.table(made.contract(ELECTRICITY)).to_pylist()
    return found


def test_a_series_across_the_merger_keeps_every_total(made: Made) -> None:
    meant = meant_kwh(made)
    for name, to in (("dien/tieu-thu-theo-xa-nay", "ma_xa"), ("dien/tieu-thu-theo-tinh-cu", "ma_tinh")):
        (run,) = made.runs[name]
        assert run.transformed is not None
        assert run.transformed.units is not None
        sums = {each.column: each for each in run.transformed.units.figures}
        for figure in ("khach_hang", "dien_nang_kwh"):
            told = sums[figure]
            assert told.given == sum(row[figure] for row in meant) == told.placed + told.apart
            assert told.placed == sum(row[figure] or 0 for row in rows(made, name)), to


def test_a_month_that_lacks_no_commune_has_the_whole_provinces_total(made: Made) -> None:
    months: dict[Any, Counter[str]] = defaultdict(Counter)
    for row in meant_kwh(made):
        months[row["ngay_chot"]]["meant"] += row["dien_nang_kwh"]
    lacking = set()
    for row in rows(made, "dien/tieu-thu-theo-xa-nay"):
        months[row["ngay_chot"]][row["can_cu"]] += row["dien_nang_kwh"] or 0
        if row["can_cu"] == "incomplete":
            lacking.add(row["ngay_chot"])
    whole = [month for month in months if month not in lacking]
    assert len(whole) > len(lacking)
    for month in whole:
        assert months[month]["exact"] + months[month]["estimated"] == months[month]["meant"]
    assert {month.year for month in whole} == {2025, 2026}


def test_new_figures_stand_on_the_old_provinces_where_that_is_exact(made: Made) -> None:
    province_of = {row["ma_xa_cu"]: row["ma_tinh_cu"] for row in rows(made, "so-noi-vu/xa-cu")}
    province_of |= {row["ma_xa"]: row["ma_tinh_cu"] for row in rows(made, "so-noi-vu/xa-cu")}
    meant: Counter[tuple[Any, str]] = Counter()
    for row in meant_kwh(made):
        meant[row["ngay_chot"], province_of[row["ma_xa"]]] += row["dien_nang_kwh"]
    made_of = answers(made, "dien/tieu-thu-theo-tinh-cu", "dien_nang_kwh", "can_cu", "con_thieu")
    assert {key[1] for key in made_of} == {"33", "34"}
    exact = {key: told[0] for key, told in made_of.items() if told[1] == "exact"}
    assert exact == {key: meant[key] for key in exact}
    assert {key[0].year for key in exact} == {2025, 2026}
    for key in made_of.keys() - exact.keys():
        assert made_of[key][0] is None
        assert made_of[key][2]
