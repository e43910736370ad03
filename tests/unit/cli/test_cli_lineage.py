"""`kho lineage` as a person calls it, in the new province with its example."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.unit.cli.calling import Kho
from tests.unit.pipeline.lineage.receiver import StrictReceiver, listening

NAME = "so-y-te/co-so-y-te"


def test_a_table_from_its_file_to_the_models_above(loaded: Kho):
    told = loaded("lineage", NAME).output
    assert "Từ đâu" in told
    assert "Đi đâu" in told
    assert "co-so-y-te-2025.csv" in told
    assert "lượt chạy" in told
    assert "y-te/co-so-theo-loai" in told


def test_a_column_in_english_and_in_sql_spelling(loaded: Kho):
    told = loaded("lineage", "y_te.co_so_theo_loai.so_giuong", "--upstream", lang="en").output
    assert "aggregated" in told
    assert "indirect: group by" in told
    assert "Deliveries" in told
    assert "Goes to" not in told


def test_only_downstream(loaded: Kho):
    told = loaded("lineage", f"{NAME}.loai", "--downstream", lang="en").output
    assert "Comes from" not in told
    assert "y-te/co-so-theo-loai.loai" in told


def test_what_has_not_been_loaded_tells_its_source(kho: Kho):
    assert "chưa có gì trong bảng" in kho("lineage", NAME).output


@pytest.mark.parametrize("shape", ["text", "json", "svg"])
def test_it_is_written_to_a_file(loaded: Kho, tmp_path: Path, shape: str):
    out = tmp_path / f"g.{shape}"
    result = loaded("lineage", NAME, "--format", shape, "--out", out)
    assert (result.exit_code, result.output) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert NAME in text
    if shape == "json":
        assert json.loads(text)["focus"] == f"table:{NAME}"
    if shape == "svg":
        assert ET.fromstring(text).get("lang") == "vi"  # noqa: S314 - our own picture


def test_a_wrong_name_is_told_without_a_traceback(kho: Kho):
    result = kho("lineage", "so-y-te/co-so")
    assert result.exit_code == 2
    assert "KHO-R810" in result.output
    assert kho("lineage").exit_code == 2


def receives(folder: Path, receiver: StrictReceiver) -> None:
    file = folder / "kho.toml"
    file.write_text(f'{file.read_text(encoding="utf-8")}\n[lineage]\nurl = "{receiver.url}"\n', encoding="utf-8")


def test_what_waits_is_sent_by_hand(kho: Kho, folder: Path):
    with listening() as receiver:
        receives(folder, receiver)
        receiver.answers = [503]
        assert kho("run", NAME).exit_code == 0
        held = kho("lineage", "send")
        assert (held.exit_code, "Đã gửi 3 sự kiện; còn chờ 0." in held.output) == (0, True)
        receiver.answers = [422]
        kho("run", NAME, "--again")
    assert [kind for _, kind in receiver.told()] == ["START", "COMPLETE", "OTHER", "COMPLETE", "OTHER"]
    down = kho("run", NAME, "--again")
    assert down.exit_code == 0
    told = kho("lineage", "send", lang="en")
    assert told.exit_code == 1
    assert "0 events sent; 3 wait." in told.output
    assert "KHO-R821" in told.output


def test_sending_needs_a_receiver(kho: Kho):
    result = kho("lineage", "send")
    assert result.exit_code == 2
    assert "KHO-R820" in result.output
