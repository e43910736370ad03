"""What is due or has arrived: queued once, when it is whole, whatever happens to clocks and files meanwhile."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, SmallProvince
from tests.unit.pipeline.work.machine import Machine

from kho.contracts.model import Contract, Source
from kho.contracts.names import DatasetName
from kho.pipeline.work.lookout import Lookout
from kho.pipeline.work.queue import Why
from kho.pipeline.work.reading import ProvinceReader
from kho.pipeline.work.sqlite_queue import SqliteQueue
from kho.pipeline.work.timetable import quiet_cron, timetable

MONDAYS = replace(HOUSEHOLDS, schedule=("0 9 * * 1",))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Watch:
    """A lookout over a small province, and its machine."""

    def __init__(self, province: SmallProvince, queue: SqliteQueue, machine: Machine) -> None:
        self.province, self.queue, self.machine = province, queue, machine
        self.reader = ProvinceReader(province.folder)
        self.begin()

    def begin(self) -> None:
        """As a process that has just begun."""
        self.lookout = Lookout(self.queue, self.machine.clocks)

    def look(self, *, after: float = 0) -> list[Why]:
        """Why something was queued at this look; what was queued is done at once."""
        self.machine.steady += after
        looked = self.lookout.look(self.reader.current())
        while (job := self.queue.claim("w", lease=60, before={}, besides=())) is not None:
            self.queue.done(job)
        return [order.why for order in looked.queued]

    def at(self, moved: timedelta) -> list[Why]:
        """A look after the clock on the wall has moved."""
        self.machine.wall += moved
        return [*self.look(), *self.look(after=6)]


@pytest.fixture
def watch(province: SmallProvince, queue: SqliteQueue, machine: Machine) -> Watch:
    return Watch(province, queue, machine)


def test_a_file_is_queued_once_it_has_stopped_growing(watch: Watch) -> None:
    assert watch.look() == []
    for content in ("Mã,T", "Mã,Tên\n", "Mã,Tên\n01,An\n"):
        watch.province.send("a.csv", content)
        assert watch.look(after=4) == []
    assert watch.look(after=4) == []
    assert watch.look(after=2) == [Why.ARRIVAL]
    assert watch.look(after=60) == []
    watch.begin()
    assert watch.at(DAY) == []


def test_a_file_with_an_unfinished_name_does_not_count(watch: Watch) -> None:
    watch.province.send("a.csv.part", "Mã,T")
    assert watch.at(HOUR) == []
    watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    assert watch.at(HOUR) == [Why.ARRIVAL]


def test_taking_files_away_and_bringing_them_back(watch: Watch) -> None:
    file = watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    assert watch.at(HOUR) == [Why.ARRIVAL]
    file.unlink()
    assert watch.at(HOUR) == []
    watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    assert watch.at(HOUR) == [Why.ARRIVAL]


def test_a_contract_that_changed_is_looked_at_again_and_a_broken_one_is_not(watch: Watch) -> None:
    watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    assert watch.at(HOUR) == [Why.ARRIVAL]
    file = watch.province.promise(replace(HOUSEHOLDS, version="1.1.0"))
    assert watch.at(HOUR) == [Why.ARRIVAL]
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("logicalType: integer", "logicalType: intege"), encoding="utf-8")
    watch.province.send("b.csv", "Mã,Tên\n02,Em\n")
    assert watch.at(HOUR) == []
    assert HOUSEHOLDS.name in watch.reader.current().stopped
    file.write_text(good, encoding="utf-8")
    assert watch.at(HOUR) == [Why.ARRIVAL]


def test_a_schedule_just_written_waits_for_its_time(watch: Watch) -> None:
    watch.province.promise(MONDAYS)
    watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    assert watch.at(timedelta()) == []
    assert watch.at(HOUR) == [Why.SCHEDULE]
    assert watch.at(HOUR) == []


def test_what_was_missed_is_due_once(watch: Watch) -> None:
    watch.province.promise(MONDAYS)
    watch.look()
    watch.begin()
    assert watch.at(50 * DAY) == [Why.SCHEDULE]
    assert watch.at(HOUR) == []


def test_a_clock_that_goes_back_repeats_nothing_and_holds_nothing_up(watch: Watch) -> None:
    watch.province.promise(MONDAYS)
    watch.look()
    assert watch.at(HOUR) == [Why.SCHEDULE]
    assert watch.at(-HOUR) == []
    assert watch.at(HOUR) == []
    assert watch.at(7 * DAY) == [Why.SCHEDULE]


def test_a_clock_that_was_years_ahead_stalls_nothing(watch: Watch) -> None:
    watch.province.promise(MONDAYS)
    watch.look()
    assert watch.at(4000 * DAY) == [Why.SCHEDULE]
    assert watch.at(-4000 * DAY) == []
    assert watch.at(7 * DAY) == [Why.SCHEDULE]


def test_a_schedule_waits_for_a_file_that_grows(watch: Watch) -> None:
    watch.province.promise(MONDAYS)
    watch.look()
    watch.machine.wall += HOUR
    watch.province.send("a.csv", "Mã,T")
    assert watch.look() == []
    watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    assert watch.look(after=6) == []
    assert watch.look(after=6) == [Why.SCHEDULE]


def test_by_hand_is_never_due(watch: Watch) -> None:
    watch.province.promise(replace(HOUSEHOLDS, schedule=("by hand",)))
    watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    assert watch.at(400 * DAY) == []


def test_two_that_look_at_once_queue_it_once(watch: Watch, queue: SqliteQueue, machine: Machine) -> None:
    other = Lookout(queue, machine.clocks)
    watch.province.send("a.csv", "Mã,Tên\n01,An\n")
    reading = watch.reader.current()
    looked = [each.look(reading) for each in (watch.lookout, other)]
    machine.steady += 6
    looked += [each.look(reading) for each in (watch.lookout, other)]
    assert [len(each.queued) for each in looked] == [0, 0, 1, 0]


def test_a_folder_that_may_not_be_looked_at_is_left_for_the_run_to_tell(watch: Watch, tmp_path: Path) -> None:
    outside = tmp_path / "ngoai"
    outside.mkdir()
    (watch.province.folder / "inbox").mkdir(exist_ok=True)
    (watch.province.folder / "inbox" / "lien-ket.csv").symlink_to(outside)
    assert watch.at(HOUR) == [Why.ARRIVAL]


def asked(frequency: str | None, *sources: Source) -> Contract:
    return replace(HOUSEHOLDS, frequency=frequency, sources=sources)


API = Source(name="api", transport="api")
INBOX = HOUSEHOLDS.sources[0]


def test_without_a_schedule_sources_say_when() -> None:
    assert timetable(asked(None, INBOX), model=False).text == "on arrival"
    assert timetable(asked(None), model=False).text == "by hand"
    both = timetable(asked("P1D", INBOX, API), model=False)
    assert both.on_arrival
    assert timetable(asked(None), model=True).text == "on arrival"
    assert both.crons == (quiet_cron(HOUSEHOLDS.name, "P1D"),)


@pytest.mark.parametrize(
    ("frequency", "shape"),
    [
        ("PT1H", "m */1 * * *"),
        ("PT6H", "m */6 * * *"),
        ("PT48H", "m h * * *"),
        ("P1D", "m h * * *"),
        (None, "m h * * *"),
    ]
    + [(each, "m h * * w") for each in ("P1W", "P7D", "P1M", "P3M", "P1Y")],
)
def test_other_sources_are_asked_at_night_as_often_as_they_promise(frequency: str | None, shape: str) -> None:
    hours = set()
    for number in range(50):
        fields = quiet_cron(DatasetName("so-mau", f"bo-{number}"), frequency).split()
        assert [each if place in "mhw" else place for each, place in zip(fields, shape.split(), strict=True)] == fields
        hours.add(fields[1])
    assert hours == {"1", "2", "3", "4"} or shape.split()[1] != "h"
