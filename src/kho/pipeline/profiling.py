"""Profiling tables: once per version, after what a call of `kho run` loaded, or when somebody asks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kho.contracts.model import Contract
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.progress import Progress
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import Run, RunError, RunStatus
from kho.pipeline.workplace import Workplace
from kho.quality.cells import DELIVERY, ROW
from kho.quality.profile import TableProfile
from kho.quality.profiling import plan_profile
from kho.warehouse.tables import TableRef

MEASURED = "OTHER"
"""The event that tells of a profile."""


class UnprofiledError(KhoError):
    """The table was loaded, and could not be profiled afterwards."""

    code = "KHO-R512"
    what = Message(
        vi="Dữ liệu đã nạp, nhưng chưa thống kê được bảng: {reason_vi}",
        en="The rows are loaded, but the table could not be profiled: {reason_en}",
    )
    mend = Message(
        vi="Bảng dùng được bình thường. Thử lại bằng `kho profile {dataset}`.",
        en="The table is good to use. Try again with `kho profile {dataset}`.",
    )


def profile_version(place: Workplace, contract: Contract, version: int | None = None) -> TableProfile:
    """Measure a version of the dataset's table, the newest where none is named, and keep what was measured.

    Raises NoTableError, NoVersionError and the engine's and the store's errors.
    """
    names = [*(column.name for column in contract.columns), DELIVERY, ROW]
    with place.warehouse.snapshot(TableRef.of(contract), names, as_of=version) as table:
        there = tuple(column for column in contract.columns if column.name in table.columns)
        plan = plan_profile(replace(contract, columns=there), table.rows)
        measured = place.engine.profile(plan, table.files)
        made = TableProfile(
            dataset=contract.name,
            version=table.version,
            contract_version=contract.version,
            made=place.clock(),
            rows=measured.rows,
            looked_at=measured.looked_at,
            step=plan.step,
            columns=measured.columns,
        )
    place.profiles.save(made)
    return made


def profile_of(place: Workplace, contract: Contract, version: int | None = None) -> TableProfile:
    """The kept profile of a version, the newest where none is named; measured now where there is none.

    One whose values were forgotten is measured again. Raises what `profile_version` raises, and BrokenProfileError.
    """
    if version is None:
        version = place.warehouse.versions(TableRef.of(contract))[0].version
    found = place.profiles.get(contract.name, version)
    if found is None or found.contract_version != contract.version or found.forgotten:
        return profile_version(place, contract, version)
    return found


def profiled(place: Workplace, contract: Contract, runs: Iterable[Run], progress: Progress) -> Iterator[Run]:
    """The runs as they come; after the last of them the table is profiled if one was loaded.

    The last loaded run waits for that: where profiling fails, the run is as good as before and says so. What a killed
    run loaded and did not profile is profiled too.
    """
    waiting: list[Run] = []
    for run in runs:
        if run.status is RunStatus.LOADED:
            yield from waiting
            waiting = [run]
        elif waiting:
            waiting.append(run)
        else:
            yield run
    if place.province.settings.quality.profile:
        if waiting:
            waiting[0] = _after(place, contract, waiting[0], progress)
        elif (left := _left_unprofiled(place, contract)) is not None:
            _after(place, contract, left, progress)
    yield from waiting


def _left_unprofiled(place: Workplace, contract: Contract) -> Run | None:
    """The newest loaded run where no profile is as new as its load, or none was told of, and it is not said why."""
    loaded = (run for run in place.runs.newest(contract.name) if run.status is RunStatus.LOADED)
    run = next(loaded, None)
    if run is None or run.committed is None or run.unprofiled is not None:
        return None
    newest = next(place.profiles.newest(contract.name), None)
    made = newest is not None and newest.version >= run.committed.version
    return None if made and MEASURED in place.lineage.told(run) else run


def _after(place: Workplace, contract: Contract, run: Run, progress: Progress) -> Run:
    progress.step(contract.name, "profile", run.accepted)
    try:
        place.lineage.measured(run, contract, profile_version(place, contract))
    except Exception as error:  # noqa: BLE001 - told with its reason in the run's record; the load stands
        reason = as_told(error).message()
        told = UnprofiledError(
            where=str(contract.name), reason_vi=reason.vi, reason_en=reason.en, dataset=contract.name
        )
        run = replace(run, unprofiled=RunError.of(told))
        place.runs.save(run)
    return run
