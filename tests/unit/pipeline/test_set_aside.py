"""A delivery that went wrong too often is passed by, told once, and run again when a person says so."""

from dataclasses import replace

from tests.unit.pipeline.small_province import HOUSEHOLDS, SmallProvince

from kho.pipeline.delivering import run_landed
from kho.pipeline.progress import Silence
from kho.pipeline.runs import Run
from kho.pipeline.set_aside import struck

GOOD = "Mã,Tên,Số người\n01,Hộ A,3\n"


def strike(province: SmallProvince, run: Run, times: int = 3) -> None:
    assert run.error is not None
    for _ in range(times):
        struck(province.open().troubles, run, run.error, limit=3, at=province.clock())


def statuses(runs: list[Run]) -> list[tuple[str, str]]:
    return [(run.delivery.name, str(run.status)) for run in runs]


def with_a_bad_delivery(province: SmallProvince) -> Run:
    province.send("a.csv", "")
    province.send("b.csv", GOOD)
    failed = next(run for run in province.run() if run.error is not None)
    assert failed.delivery.name == "a.csv"
    return failed


def test_the_others_go_on_and_it_is_on_record_once(province: SmallProvince) -> None:
    failed = with_a_bad_delivery(province)
    strike(province, failed, times=2)
    assert ("a.csv", "failed") in statuses(province.run())
    strike(province, failed, times=1)
    province.send("c.csv", GOOD.replace("01", "02"))
    assert {("a.csv", "set aside"), ("c.csv", "loaded")} <= set(statuses(province.run()))
    province.run()
    aside = [run for run in province.open().runs.newest() if run.status == "set aside"]
    assert len(aside) == 1
    assert aside[0].error is not None
    assert aside[0].error.code == "KHO-R307"
    assert failed.error is not None
    assert failed.error.what.vi in aside[0].error.what.vi


def test_a_new_version_of_the_contract_tries_it_again(province: SmallProvince) -> None:
    strike(province, with_a_bad_delivery(province))
    raised = replace(HOUSEHOLDS, version="1.1.0")
    province.promise(raised)
    assert ("a.csv", "failed") in statuses(province.run())


def test_again_tries_it_again(province: SmallProvince) -> None:
    strike(province, with_a_bad_delivery(province))
    assert ("a.csv", "failed") in statuses(province.run(again=True))


def test_it_is_run_again_from_its_landed_bytes_and_forgotten_once_loaded(province: SmallProvince) -> None:
    file = province.send("a.csv", GOOD)
    (loaded,) = province.run()
    failed = replace(loaded, id=f"{loaded.id}x", committed=None)
    place = province.open()
    place.runs.save(failed)
    error = with_a_bad_delivery(province).error
    assert error is not None
    struck(place.troubles, failed, error, limit=1, at=province.clock())
    file.unlink()
    again = run_landed(province.open(), failed, progress=Silence())
    assert (again.delivery.name, str(again.status)) == ("a.csv", "loaded")
    assert place.troubles.get(HOUSEHOLDS.name, failed.delivery.sha256) is None
