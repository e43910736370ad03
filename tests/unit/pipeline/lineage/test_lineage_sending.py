"""Events reach a receiver in order, each at least once, and never at the cost of a run."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.lineage.models_province import BY_KIND
from tests.unit.pipeline.lineage.receiver import listening
from tests.unit.pipeline.small_province import HOUSEHOLDS, SETTINGS, SmallProvince

from kho.contracts.model import Source
from kho.pipeline.erasing import erase
from kho.pipeline.lineage.sending import Outbox, Receiver, ReceiverFailedError, Sender, SendingError
from kho.pipeline.opening import lineage_sender
from kho.pipeline.runs import RunStatus
from kho.province.folder import load
from kho.sources.secrets import Secret
from kho.warehouse.erasure import Match

NAME = str(HOUSEHOLDS.name)
ROWS = "Mã,Tên,Số người\n01,Nhà A,3\n"
SECRET = "khoa-bi-mat-cua-noi-nhan"


def receives(small: SmallProvince, url: str, more: str = "") -> SmallProvince:
    small.write("kho.toml", f'{SETTINGS}[lineage]\nurl = "{url}"\n{more}')
    return small


def nobody_listens() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def waiting(small: SmallProvince) -> list[str]:
    return [json.loads(file.read_text())["eventType"] for file in outbox(small).waiting()]


def outbox(small: SmallProvince) -> Outbox:
    return Outbox(small.folder / ".kho" / "lineage")


def sender(small: SmallProvince) -> Sender:
    made = lineage_sender(load(small.folder)[0], state=small.folder / ".kho")
    assert made is not None
    return made


def test_every_run_is_told_in_order_and_every_event_is_valid(modelled: SmallProvince):
    with listening() as receiver:
        receives(modelled, receiver.url).send("a.csv", ROWS)
        modelled.run()
        modelled.run(BY_KIND)
    assert receiver.wrong == []
    kinds = ["START", "COMPLETE", "OTHER"]
    assert receiver.told() == [*((NAME, kind) for kind in kinds), *((str(BY_KIND), kind) for kind in kinds)]
    assert waiting(modelled) == []


def test_what_waits_while_the_receiver_is_down_goes_with_a_later_run(province: SmallProvince):
    receives(province, nobody_listens()).send("a.csv", ROWS)
    (run,) = province.run()
    assert run.status is RunStatus.LOADED
    assert waiting(province) == ["START", "COMPLETE", "OTHER"]
    with listening() as receiver:
        receives(province, receiver.url).send("b.csv", "Mã,Tên,Số người\n02,Nhà B,4\n")
        province.run()
    assert [kind for _, kind in receiver.told()] == ["START", "COMPLETE", "OTHER"] * 2
    runs = [event["run"]["runId"] for event in receiver.events]
    assert runs == [runs[0]] * 3 + [runs[3]] * 3
    assert waiting(province) == []


def test_it_stops_at_the_first_that_is_not_taken_and_loses_none(province: SmallProvince):
    receives(province, nobody_listens()).send("a.csv", ROWS)
    province.run()
    with listening() as receiver:
        receiver.answers = [503]
        sending = sender(receives(province, receiver.url))
        first = sending.send()
        assert (first.taken, first.waiting) == (0, 3)
        assert isinstance(first.trouble, ReceiverFailedError)
        assert "503" in first.trouble.text("en")
        second = sending.send()
    assert (second.taken, second.waiting, second.trouble) == (3, 0, None)
    assert [kind for _, kind in receiver.told()] == ["START", "COMPLETE", "OTHER"]


def test_an_event_refused_for_good_is_set_aside_and_holds_up_none(province: SmallProvince):
    receives(province, nobody_listens()).send("a.csv", ROWS)
    province.run()
    with listening() as receiver:
        receiver.answers = [422]
        sent = sender(receives(province, receiver.url)).send()
    assert (sent.taken, sent.refused, sent.waiting) == (2, 1, 0)
    (aside,) = (province.folder / ".kho" / "lineage" / "refused").iterdir()
    assert json.loads(aside.read_text())["eventType"] == "START"


def test_a_receiver_that_never_answers_costs_a_run_one_timeout(province: SmallProvince):
    with listening() as receiver:
        receiver.silent = True
        receives(province, receiver.url, "timeout = 0.2\n").send("a.csv", ROWS)
        (run,) = province.run()
    assert run.status is RunStatus.LOADED
    assert waiting(province) == ["START", "COMPLETE", "OTHER"]


def test_the_key_is_sent_and_stands_in_no_log(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("KHO_SECRET_NOI_NHAN", SECRET)
    key = 'api_key = {secret = "noi_nhan"}\n'
    with listening(key=SECRET) as receiver:
        receives(province, receiver.url, key).send("a.csv", ROWS)
        province.run()
        assert len(receiver.events) == 3
        receiver.key = "một khoá khác"
        province.send("b.csv", "Mã,Tên,Số người\n02,Nhà B,4\n")
        province.run()
    assert "HTTP 401" in caplog.text
    assert SECRET not in caplog.text
    kept = [file.read_text() for file in (province.folder / ".kho" / "lineage").rglob("*.json*")]
    assert kept
    assert not any(SECRET in text for text in kept)


def test_a_key_that_is_not_set_stops_no_run(province: SmallProvince, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("KHO_SECRET_NOI_NHAN", raising=False)
    receives(province, nobody_listens(), 'api_key = {secret = "noi_nhan"}\n').send("a.csv", ROWS)
    (run,) = province.run()
    assert run.status is RunStatus.LOADED
    trouble = sender(province).send().trouble
    assert trouble is not None
    assert trouble.code == "KHO-T002"


@pytest.mark.parametrize("key", ["xuống\ndòng", "hai\ndong", "có-dấu"])
def test_a_key_that_no_header_can_hold_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str):
    monkeypatch.setenv("KHO_SECRET_NOI_NHAN", key)
    box = Outbox(tmp_path)
    box.put("{}")
    trouble = Sender(box, Receiver(url=nobody_listens(), api_key=Secret("noi_nhan"))).send().trouble
    assert trouble is not None
    assert trouble.code == "KHO-R823"
    assert key not in trouble.text("vi")


def test_only_one_process_sends(province: SmallProvince):
    receives(province, nobody_listens()).send("a.csv", ROWS)
    province.run()
    with outbox(province).alone():
        assert isinstance(sender(province).send().trouble, SendingError)


def test_no_redirect_is_followed_and_no_key_is_given_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KHO_SECRET_NOI_NHAN", SECRET)
    with listening(key=SECRET) as receiver:
        receiver.answers = [307]
        box = Outbox(tmp_path)
        box.put("{}")
        trouble = Sender(box, Receiver(url=receiver.url, api_key=Secret("noi_nhan"))).send().trouble
    assert trouble is not None
    assert "307" in trouble.text("vi")


def test_a_path_in_the_address_is_kept():
    assert Receiver(url="https://a.vn:5000").address == "https://a.vn:5000/api/v1/lineage"
    assert Receiver(url="https://a.vn/").address == "https://a.vn/api/v1/lineage"
    assert Receiver(url="https://a.vn/openlineage/v2").address == "https://a.vn/openlineage/v2"


def test_addresses_where_clouds_give_out_keys_are_never_asked(tmp_path: Path):
    box = Outbox(tmp_path)
    box.put("{}")
    trouble = Sender(box, Receiver(url="http://169.254.169.254/latest")).send().trouble
    assert trouble is not None
    assert trouble.code == "KHO-T301"


def test_events_keep_their_order_within_one_clock_tick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kho.pipeline.lineage.sending.time.time_ns", lambda: 17)
    box = Outbox(tmp_path)
    for number in range(12):
        box.put(str(number))
    assert [file.read_text() for file in box.waiting()] == [str(number) for number in range(12)]


def test_erasing_a_person_reaches_what_waits_and_what_was_refused(province: SmallProvince):
    people = replace(HOUSEHOLDS, sources=(Source(name="inbox", transport="local", address={"path": "inbox/*"}),))
    receives(province, nobody_listens()).promise(people)
    province.send("ho-000000000123.csv", "Mã,Tên,Số người\n000000000123,Nhà A,3\n")
    province.run()
    first, *_ = outbox(province).waiting()
    outbox(province).set_aside(first)
    folder = province.folder / ".kho" / "lineage"
    assert holding(folder, "000000000123")
    place = province.open()
    match = Match(contract=place.contract(HOUSEHOLDS.name), where={"ma": "000000000123"})
    erase(place, [match], reason="thử", by="nguoi-thu")
    assert holding(folder, "000000000123") == []
    assert waiting(province)[0] == "COMPLETE"


def holding(folder: Path, text: str) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and text in file.read_text()]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('url = "https://a:b@may"', "KHO-P144"),
        ('url = "ftp://may"', "KHO-P144"),
        ('url = "https://[::1"', "KHO-P144"),
        ('url = "https://may:cong"', "KHO-P144"),
        (f'api_key = "{SECRET}"', "KHO-P145"),
        ("timeout = 0", "KHO-P144"),
        ('urll = "https://may"', "KHO-P142"),
    ],
)
def test_wrong_settings_are_told_and_no_secret_is_repeated(province: SmallProvince, line: str, code: str):
    province.write("kho.toml", f"{SETTINGS}[lineage]\n{line}\n")
    (problem,) = province.problems()
    assert problem.code == code
    assert SECRET not in problem.what.en + problem.mend.en


def test_without_a_receiver_nothing_waits(province: SmallProvince):
    province.send("a.csv", ROWS)
    province.run()
    assert outbox(province).waiting() == []
