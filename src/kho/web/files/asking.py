"""What an address asks of a dataset as a file: `?loai=TYT&select=ma,ten&units=today&bom=true`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kho.messages import Language
from kho.publishing.exports.asking import Separator, Units, Wanted
from kho.publishing.formats import FileFormat
from kho.publishing.records import parameters
from kho.publishing.records.failures import NotAParameterError
from kho.publishing.records.fields import Field, shown

Given = Sequence[tuple[str, str]]
Value = TypeVar("Value")

YES_NO: Final = {"true": True, "false": False}
SEPARATORS: Final = {"comma": Separator.COMMA, "semicolon": Separator.SEMICOLON}
UNITS: Final = {each.value: each for each in Units}
LANGUAGES: Final[Mapping[str, Language]] = {"vi": "vi", "en": "en"}
OPTIONS: Final = ("bom", "separator", "titles", "units", "lang")
"""How the file is written; all other parameters say which rows and columns, as they do for records."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The parameters that say how the file is written."""

    bom: bool = False
    separator: Separator = Separator.COMMA
    titles: bool = False
    units: Units = Units.PUBLISHED
    language: Language = "vi"


def wanted(given: Given, fields: Mapping[str, Field], form: FileFormat, version: int | None, address: str) -> Wanted:
    """What is wanted. Raises NoParameterError, NotAParameterError and the errors of a parameter's value."""
    said = _options([each for each in given if each[0] in OPTIONS])
    asked = parameters.page([each for each in given if each[0] not in OPTIONS], fields)
    return Wanted(
        format=form,
        columns=asked.columns,
        where=asked.where,
        order=asked.order,
        version=version,
        units=said.units,
        bom=said.bom,
        separator=said.separator,
        titles=said.titles,
        address=address,
        language=said.language,
    )


def _options(given: Given) -> Options:
    told = dict(given)
    return Options(
        bom=_one_of(told, "bom", YES_NO, default=False),
        separator=_one_of(told, "separator", SEPARATORS, default=Separator.COMMA),
        titles=_one_of(told, "titles", YES_NO, default=False),
        units=_one_of(told, "units", UNITS, default=Units.PUBLISHED),
        language=_one_of(told, "lang", LANGUAGES, default="vi"),
    )


def _one_of(told: Mapping[str, str], name: str, known: Mapping[str, Value], *, default: Value) -> Value:
    if name not in told:
        return default
    if told[name] not in known:
        raise NotAParameterError(name=name, value=shown(told[name]), example=f"{name}={next(iter(known))}")
    return known[told[name]]
