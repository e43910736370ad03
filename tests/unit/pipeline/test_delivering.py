"""What is due is run, once; what went wrong is met again."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.contracts.model import Column, LoadMode, Source
from kho.contracts.names import DatasetName
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.workplace import UnknownDatasetError

FIRST = "Mã,Tên,Số người\n01,Hộ A,3\n02,Hộ B,4\n"
SECOND = "Mã,Tên,Số người\n01,Hộ A,5\n"


def statuses(runs: list[Run]) -> list[str]:
    return [str(run.status) for run in runs]


def test_a_delivery_is_loaded_once(province: SmallProvince):
    province.send("a.csv", FIRST)
    assert statuses(province.run()) == ["loaded"]
    assert statuses(province.run()) in ([], ["unchanged"])
    assert province.rows() == [("01", "Hộ A", 3), ("02", "Hộ B", 4)]
    assert len(list(province.open().runs.newest())) == 1


def test_again_runs_it_all_the_same(province: SmallProvince):
    province.send("a.csv", FIRST)
    province.run()
    (run,) = province.run(again=True)
    assert run.status is RunStatus.LOADED
    assert len(province.rows()) == 2


def test_the_same_bytes_under_another_name_are_not_loaded_twice(new_province: NewProvince):
    province = new_province(replace(HOUSEHOLDS, load=LoadMode.APPEND))
    province.send("a.csv", FIRST)
    province.run()
    province.send("b.csv", FIRST)
    assert statuses(province.run()) == ["unchanged"]
    assert len(province.rows()) == 2


def test_two_sources_that_read_one_file_in_two_ways_lose_no_row_in_silence(new_province: NewProvince):
    inbox = HOUSEHOLDS.sources[0]
    sources = tuple(replace(inbox, name=sheet.lower(), read={"sheet": sheet}) for sheet in ("A", "B"))
    province = new_province(replace(HOUSEHOLDS, load=LoadMode.APPEND, sources=sources))
    head = ["Mã", "Tên", "Số người"]
    province.send_workbook("a.xlsx", A=[head, ["01", "Hộ A", 3]], B=[head, ["02", "Hộ B", 4]])
    for again in (False, True):
        first, second = province.run(again=again)
        assert (first.status, second.status) == (RunStatus.LOADED, RunStatus.FAILED)
        assert second.error is not None
        assert second.error.code == "KHO-R305"
    assert province.rows() == [("01", "Hộ A", 3)]
    both = replace(inbox, read={"sheet": ["A", "B"]})
    province.promise(replace(HOUSEHOLDS, load=LoadMode.APPEND, sources=(both,), version="1.0.1"))
    province.run()
    assert province.rows() == [("01", "Hộ A", 3), ("02", "Hộ B", 4)]


def test_an_appended_delivery_run_again_is_not_doubled(new_province: NewProvince):
    province = new_province(replace(HOUSEHOLDS, load=LoadMode.APPEND))
    province.send("a.csv", FIRST)
    province.run()
    (run,) = province.run(again=True)
    assert (run.status, run.quarantined) == (RunStatus.LOADED, 0)
    assert len(province.rows()) == 2


def test_a_file_that_goes_back_to_an_earlier_content_is_loaded_again(province: SmallProvince):
    file = province.send("a.csv", FIRST)
    for content in (FIRST, SECOND, FIRST):
        file.write_text(content, encoding="utf-8")
        province.hand_over(file)
    assert province.rows() == [("01", "Hộ A", 3), ("02", "Hộ B", 4)]


def test_deliveries_are_run_in_the_order_they_came(province: SmallProvince):
    for name, content, when in (("z.csv", FIRST, 1_000_000), ("a.csv", SECOND, 2_000_000)):
        os.utime(province.send(name, content), (when, when))
    assert [run.delivery.name for run in province.run()] == ["z.csv", "a.csv"]
    assert province.rows() == [("01", "Hộ A", 5)]


def test_after_a_failure_the_next_run_meets_it_again(province: SmallProvince):
    bad = province.send("a.csv", "")
    good = province.send("b.csv", FIRST)
    os.utime(bad, (1_000_000, 1_000_000))
    os.utime(good, (2_000_000, 2_000_000))
    assert statuses(province.run()) == ["failed", "loaded"]
    province.send("a.csv", SECOND)
    os.utime(bad, (1_000_000, 1_000_000))
    again = province.run()
    assert [(run.delivery.name, str(run.status)) for run in again] == [("a.csv", "loaded"), ("b.csv", "unchanged")]


def test_a_new_version_of_the_contract_runs_everything_again(province: SmallProvince):
    province.send("a.csv", FIRST)
    province.run()
    province.promise(replace(HOUSEHOLDS, version="1.1.0", columns=(*HOUSEHOLDS.columns, Column(name="ghi_chu"))))
    (run,) = province.run()
    assert (run.status, run.contract_version) == (RunStatus.LOADED, "1.1.0")


def test_a_source_that_cannot_be_reached_leaves_a_failed_run_and_the_others_go_on(new_province: NewProvince):
    missing = Source(name="khong-co", transport="local", address={"path": "cho-khac/khong-co.csv"})
    province = new_province(replace(HOUSEHOLDS, sources=(missing, *HOUSEHOLDS.sources)))
    province.send("a.csv", FIRST)
    failed, loaded = province.run()
    assert (failed.status, failed.delivery.source) == (RunStatus.FAILED, "khong-co")
    assert failed.error is not None
    assert failed.error.mend.vi
    assert loaded.status is RunStatus.LOADED
    assert province.open().runs.get(failed.id) == failed


def test_a_fault_of_a_transport_is_a_failed_run_too(province: SmallProvince, monkeypatch: pytest.MonkeyPatch):
    from kho.sources.transports.local import Local

    monkeypatch.setattr(Local, "fetch", lambda *_, **__: 1 / 0)
    (run,) = province.run()
    assert run.error is not None
    assert run.error.code == "KHO-R304"
    assert "ZeroDivisionError" in run.error.what.en
    assert run.error.where.startswith("test_delivering.py:")


def test_a_killed_runs_record_is_ended_by_the_next(province: SmallProvince):
    province.send("a.csv", FIRST)
    (run,) = province.run()
    log = province.open().runs
    log.save(replace(run, status=RunStatus.RUNNING, ended=None, committed=None))
    assert statuses(province.run()) in ([], ["loaded"], ["unchanged"])
    assert log.get(run.id).status is RunStatus.FAILED
    assert log.get(run.id).ended is not None


def test_a_file_handed_over_is_read_as_the_first_source_is(new_province: NewProvince, tmp_path: Path):
    source = replace(HOUSEHOLDS.sources[0], read={"header": 2})
    province = new_province(replace(HOUSEHOLDS, sources=(source,)))
    file = tmp_path / "tay.csv"
    file.write_text(f"a,b,c\n{FIRST}", encoding="utf-8")
    run = province.hand_over(file)
    assert (run.status, run.read, run.delivery.source) == (RunStatus.LOADED, 2, "handed-over")
    assert run.delivery.origin == "nguoi-thu:tay.csv"


def test_bytes_past_the_limit_are_not_landed(new_province: NewProvince):
    province = new_province(HOUSEHOLDS)
    settings = province.folder / "kho.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "[storage]\nlanding_limit_mb = 1\n", encoding="utf-8")
    province.send("a.csv", FIRST + "x" * 2**20)
    (run,) = province.run()
    assert run.error is not None
    assert run.error.code == "KHO-R402"
    assert run.delivery.sha256 == ""


def test_an_unknown_dataset_is_told_with_the_nearest_name(province: SmallProvince):
    with pytest.raises(UnknownDatasetError) as told:
        province.run(DatasetName("so-mau", "ho-dann"))
    assert "so-mau/ho-dan" in told.value.text("vi")
    with pytest.raises(UnknownDatasetError) as told:
        province.run(DatasetName("xyz", "qwerty"))
    assert "∅" not in told.value.text("en")
    assert told.value.text("en").endswith("`kho show`.")
