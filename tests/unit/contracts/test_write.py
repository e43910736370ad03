"""A contract written is the contract read, whatever its texts hold."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kho.contracts.model import Column, Contract
from kho.contracts.names import DatasetName
from kho.contracts.odcs import parse
from kho.contracts.write import column_place, to_yaml

FILE = Path("x.odcs.yaml")


def bare(contract: Contract) -> Contract:
    return replace(contract, file=None, folder=None, lines={})


def again(contract: Contract) -> Contract:
    read, problems = parse(to_yaml(contract).encode(), file=FILE)
    assert problems == []
    assert read is not None
    return bare(read)


def titled(text: str) -> Contract:
    column = Column(name="x", title=text, path=("schema", 0, "properties", 0))
    return Contract(name=DatasetName("a", "b"), version="1", title="t", columns=(column,))


HARD = ["yes", "012", "1:30", "null", "a: b", "- a", "# a", "{a}", "[a]", "'", '"', "\\", "dòng\nhai", "~", "1e3", "*a", "&a", "!a", "%a", "@a", "=", "a #b", " đầu", "?"]  # fmt: skip  # noqa: E501 - one list of hard texts


@pytest.mark.parametrize("text", HARD)
def test_hard_texts_stay_texts_for_us_and_for_every_yaml_reader(text: str):
    contract = titled(text)
    assert again(contract).columns[0].title == text
    document: Any = yaml.safe_load(to_yaml(contract))
    assert document["schema"][0]["properties"][0]["businessName"] == text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1))
def test_any_text_comes_back(text: str):
    import unicodedata

    composed = unicodedata.normalize("NFC", text)
    assert again(titled(composed)).columns[0].title == composed


def test_notes_stand_before_what_they_are_for():
    contract = titled("Tên")
    lines = to_yaml(contract, {(): ["đầu"], column_place(contract, "x"): ["một", "hai"]}).splitlines()
    assert lines[0] == "# đầu"
    at = next(number for number, line in enumerate(lines) if line.strip() == "- name: x")
    assert [line.strip() for line in lines[at - 2 : at]] == ["# một", "# hai"]
