"""Every format tells mistakes in its `kho.read` options alike, and what a wrong option would be."""

import dataclasses
import sys
from pathlib import Path
from typing import Any

import pytest

from kho.errors import KhoError
from kho.sources import options, registry

FORMATS = registry.names("kho.formats")
CLOSE = {
    "csv": ("delimitr", "delimiter"),
    "geo": ("layers", "layer"),
    "json": ("record", "records"),
    "workbook": ("header_row", "header_rows"),
    "xml": ("namespace", "namespaces"),
    "zip": ("member", "members"),
}


def declared(name: str) -> type[Any]:
    return sys.modules[type(registry.format_named(name)).__module__].Read


@pytest.mark.parametrize("name", CLOSE)
def test_an_option_nearly_right_is_told_by_its_right_name(name: str):
    wrong, right = CLOSE[name]
    [(field, what, mend)] = registry.format_named(name).problems({wrong: "x"})
    assert field == wrong
    assert what.en == f"There is no option “{wrong}”."
    assert (mend.vi, mend.en) == (f"Có phải “{right}”?", f"Did you mean “{right}”?")


def test_a_format_without_options_says_so():
    [(field, _, mend)] = registry.format_named("parquet").problems({"encoding": "utf-8"})
    assert field == "encoding"
    assert mend.en == "Leave it out: there are no options here."


@pytest.mark.parametrize("name", FORMATS)
def test_every_option_says_what_it_takes(name: str):
    for each in dataclasses.fields(declared(name)):
        option = each.metadata["name"] or each.name
        kind = each.metadata["kind"]
        [(field, what, mend)] = registry.format_named(name).problems({option: object()})
        assert field == option
        assert what.en == f"“{option}” is not right."
        assert (mend.vi, mend.en) == (f"Ghi {kind.expected.vi}.", f"Give {kind.expected.en}.")


@pytest.mark.parametrize("name", FORMATS)
def test_an_option_without_a_value_is_a_mistake(name: str):
    for each in dataclasses.fields(declared(name)):
        option = each.metadata["name"] or each.name
        assert [field for field, _, _ in registry.format_named(name).problems({option: None})] == [option]


@pytest.mark.parametrize("name", FORMATS)
def test_no_options_are_options_to_read_by(name: str):
    assert options.read(declared(name), {}) == declared(name)()


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("csv", {"columns": 0}),
        ("geo", {"layer": []}),
        ("json", {"max_depth": 201}),
        ("workbook", {"first_row": 0}),
        ("xml", {"records": "//"}),
        ("zip", {"names": "x-none"}),
    ],
)
def test_a_wrong_value_is_never_read_by(name: str, read: dict[str, Any], tmp_path: Path):
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(KhoError) as refused:
        list(registry.format_named(name).tables(file, name="file", read=read))
    assert refused.value.code in {"KHO-T001", "KHO-S105", "KHO-S208"}
