"""A table is profiled after it was loaded; what cannot be profiled is loaded all the same."""

from dataclasses import replace

import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, SETTINGS, NewProvince, SmallProvince

from kho.contracts.model import Classification, Column, LoadMode
from kho.engines.duckdb import DuckdbEngine
from kho.pipeline.erasing import erase
from kho.pipeline.profiling import profile_of
from kho.quality.profile import Measures, TableProfile
from kho.quality.profiling import LOOKED_AT, plan_profile
from kho.warehouse.erasure import Match
from kho.warehouse.errors import NoTableError

ROWS = "Mã,Tên,Số người\n01,An,3\n02,Bình,\n03,An,5\n"
PERSON = "Nguyễn Mẫu Ảo"


def profiles(province: SmallProvince) -> list[TableProfile]:
    return list(province.open().profiles.newest(HOUSEHOLDS.name))


def test_the_table_is_profiled_after_a_load(province: SmallProvince):
    province.send("a.csv", ROWS)
    province.run()
    (profile,) = profiles(province)
    assert (profile.version, profile.rows, profile.approximate) == (0, 3, False)
    people, name = profile.column("so"), profile.column("ten")
    assert people is not None
    assert name is not None
    assert (people.filled, people.minimum, people.maximum, people.mean) == (2, 3, 5, 4.0)
    assert [(each.value, each.count) for each in name.top] == [("An", 2), ("Bình", 1)]
    assert profile.missing_share(people) == pytest.approx(1 / 3)


def test_one_profile_for_all_deliveries_of_one_call(new_province: NewProvince):
    province = new_province(replace(HOUSEHOLDS, load=LoadMode.UPSERT))
    province.send("a.csv", ROWS)
    province.send("b.csv", ROWS.replace("01,", "04,"))
    assert [run.status for run in province.run()] == ["loaded", "loaded"]
    assert [(each.version, each.rows) for each in profiles(province)] == [(1, 4)]


def test_runs_come_in_their_order(new_province: NewProvince):
    province = new_province(replace(HOUSEHOLDS, load=LoadMode.UPSERT))
    province.send("a.csv", ROWS)
    province.send("b.csv", "không phải bảng")
    assert [run.delivery.name for run in province.run()] == ["a.csv", "b.csv"]
    assert len(profiles(province)) == 1


def test_nothing_new_is_not_profiled_again(province: SmallProvince):
    province.send("a.csv", ROWS)
    province.run()
    (before,) = profiles(province)
    province.run()
    assert profiles(province) == [before]


def test_a_setting_leaves_profiles_out(province: SmallProvince):
    province.write("kho.toml", f"{SETTINGS}[quality]\nprofile = false\n")
    province.send("a.csv", ROWS)
    province.run()
    assert profiles(province) == []
    place = province.open()
    assert profile_of(place, place.contract(HOUSEHOLDS.name)).rows == 3
    assert len(profiles(province)) == 1


def test_what_cannot_be_profiled_is_loaded_and_says_so(province: SmallProvince, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> Measures:
        raise MemoryError("no room")

    monkeypatch.setattr(DuckdbEngine, "profile", fail)
    province.send("a.csv", ROWS)
    (run,) = province.run()
    assert run.status == "loaded"
    assert run.unprofiled is not None
    assert run.unprofiled.code == "KHO-R512"
    assert "no room" in run.unprofiled.what.vi
    assert province.open().runs.get(run.id) == run
    assert len(province.rows()) == 3


def test_an_earlier_version_is_profiled_on_demand(province: SmallProvince):
    province.send("a.csv", ROWS)
    province.run()
    province.send("a.csv", f"{ROWS}04,Chi,1\n")
    province.run()
    place = province.open()
    contract = place.contract(HOUSEHOLDS.name)
    assert [profile_of(place, contract, version).rows for version in (0, 1)] == [3, 4]
    assert profile_of(place, contract).version == 1


def test_no_table_no_profile(province: SmallProvince):
    place = province.open()
    with pytest.raises(NoTableError):
        profile_of(place, place.contract(HOUSEHOLDS.name))


@pytest.mark.parametrize("columns", [("ma", "ten"), ("ma", "ten", "so", "them")])
def test_partitions_and_later_columns_are_profiled(new_province: NewProvince, columns: tuple[str, ...]):
    parted = tuple(replace(column, partition=1) if column.name == "ten" else column for column in HOUSEHOLDS.columns)
    added = Column(name="them", title="Thêm")
    province = new_province(replace(HOUSEHOLDS, columns=parted, load=LoadMode.APPEND))
    province.send("a.csv", ROWS)
    province.run()
    if "them" in columns:
        later = replace(HOUSEHOLDS, columns=(*parted, added), load=LoadMode.APPEND, version="1.1.0")
        province.promise(later)
        province.send("b.csv", "Mã,Tên,Số người,Thêm\n09,Chi,1,x\n")
        province.run()
    newest = profiles(province)[0]
    assert {each.name for each in newest.columns} >= set(columns)
    name = newest.column("ten")
    assert name is not None
    assert name.filled == newest.rows


def test_who_is_erased_is_in_no_profile(new_province: NewProvince):
    columns = (*HOUSEHOLDS.columns, Column(name="cccd", title="CCCD", classification=Classification.PERSONAL))
    contract = replace(HOUSEHOLDS, columns=columns)
    province = new_province(contract)
    province.send("a.csv", f"Mã,Tên,Số người,CCCD\n01,{PERSON},3,000000000042\n02,{PERSON},4,000000000043\n")
    province.run()
    (before,) = profiles(province)
    assert before.tells([PERSON])
    assert not before.tells(["000000000042"])
    place = province.open()
    erase(place, [Match(contract=contract, where={"cccd": "000000000042"})], reason="thử", by="tôi")
    (after,) = profiles(province)
    assert not after.tells([PERSON])
    assert after.forgotten
    assert [column.filled for column in after.columns] == [column.filled for column in before.columns]
    again = profile_of(place, contract)
    assert (again.rows, again.forgotten) == (1, False)


def test_large_tables_are_looked_at_in_part():
    assert (plan_profile(HOUSEHOLDS, LOOKED_AT).step, plan_profile(HOUSEHOLDS, LOOKED_AT + 1).step) == (1, 2)
    plan = plan_profile(HOUSEHOLDS, 5_000_000)
    assert plan.shape_step % plan.step == 0
