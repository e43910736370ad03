"""The options a contract gives a transport or a format, as frozen dataclasses that check themselves.

An options class declares each option once, by `option(kind, ...)`: `problems` tells every mistake in what the
contract says, `read` makes the value once there is none. Neither touches the network or a file.
"""

import dataclasses
import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from kho.errors import KhoError
from kho.messages import Message

T = TypeVar("T")
Trouble = tuple[str, Message, Message]
"""(field, what, mend), as `problems` of a transport or a format tells them (`kho.sources.base`)."""

_UNKNOWN = Message(vi="Không có tuỳ chọn “{name}”.", en="There is no option “{name}”.")
_DID_YOU_MEAN = Message(vi="Có phải “{close}”?", en="Did you mean “{close}”?")
_KNOWN = Message(vi="Các tuỳ chọn có thể dùng: {known}.", en="The options are: {known}.")
_NO_OPTIONS = Message(vi="Bỏ đi: ở đây không có tuỳ chọn nào.", en="Leave it out: there are no options here.")
_MISSING = Message(vi="Thiếu “{name}”.", en="“{name}” is missing.")
_WRONG = Message(vi="“{name}” không đúng.", en="“{name}” is not right.")
_GIVE = Message(vi="Ghi {vi}.", en="Give {en}.")


class BadSourceOptionsError(KhoError):
    """A source's address or options hold a mistake, and something tried to fetch or read it all the same."""

    code = "KHO-T001"
    what = Message(vi="Khai báo nguồn sai ở “{field}”: {vi}", en="The source is declared wrongly at “{field}”: {en}")
    mend = Message(vi="{mend_vi}", en="{mend_en}")


class Kind(Protocol):
    """What a value of one option may be."""

    @property
    def expected(self) -> Message:
        """What to give, as the object of “Give …”."""

    def problems(self, value: Any, at: str) -> list[Trouble]:
        """Mistakes in the value given at field `at`."""

    def read(self, value: Any) -> Any:
        """The value as the options class holds it; called only where there is no problem."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """A scalar that is right where `accepts` says so."""

    expected: Message
    accepts: Callable[[Any], bool]
    convert: Callable[[Any], Any] = lambda value: value

    def problems(self, value: Any, at: str) -> list[Trouble]:
        """One problem where the value is not accepted."""
        return [] if self.accepts(value) else [wrong(at, self.expected)]

    def read(self, value: Any) -> Any:
        """The value, converted."""
        return self.convert(value)


@dataclasses.dataclass(frozen=True, slots=True)
class Nested:
    """Options within an option."""

    of: type[Any]
    expected: Message = Message(vi="một nhóm tuỳ chọn", en="a group of options")

    def problems(self, value: Any, at: str) -> list[Trouble]:
        """The problems of the nested options."""
        return problems(self.of, value, at) if isinstance(value, Mapping) else [wrong(at, self.expected)]

    def read(self, value: Any) -> Any:
        """The nested options class."""
        return read(self.of, value)


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A group of options whose `type` says which options class it is."""

    of: Mapping[str, type[Any]]

    @property
    def expected(self) -> Message:
        """The types there are."""
        listed = ", ".join(self.of)
        return Message(
            vi=f"một nhóm tuỳ chọn có type là một trong: {listed}", en=f"options whose type is one of: {listed}"
        )

    def problems(self, value: Any, at: str) -> list[Trouble]:
        """The problems of the options class that `type` names."""
        if not isinstance(value, Mapping) or value.get("type") not in self.of:
            return [wrong(at, self.expected)]
        return problems(self.of[value["type"]], value, at, also=("type",))

    def read(self, value: Any) -> Any:
        """The options class that `type` names."""
        return read(self.of[value["type"]], value)


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """A mapping of free names to values of one kind, such as HTTP headers; read as pairs in their order."""

    of: Kind
    expected: Message = Message(vi="các cặp tên: giá trị", en="pairs of name: value")

    def problems(self, value: Any, at: str) -> list[Trouble]:
        """The problems of each value."""
        if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
            return [wrong(at, self.expected)]
        return [each for name, inner in value.items() for each in self.of.problems(inner, f"{at}.{name}")]

    def read(self, value: Any) -> Any:
        """Each value as its kind reads it."""
        return tuple((name, self.of.read(inner)) for name, inner in value.items())


def is_text(value: object) -> bool:
    """Whether the value is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


TEXT = Plain(expected=Message(vi="một chuỗi không rỗng", en="a text that is not empty"), accepts=is_text)
SCALAR = Plain(
    expected=Message(vi="một chuỗi hoặc một số", en="a text or a number"),
    accepts=lambda value: isinstance(value, str | int | float),
    convert=lambda value: str(value).lower() if isinstance(value, bool) else str(value),
)
YES_NO = Plain(
    expected=Message(vi="true hoặc false", en="true or false"), accepts=lambda value: isinstance(value, bool)
)


def whole(least: int, most: int) -> Plain:
    """A whole number from `least` to `most`; digits in quotes count, as contracts write ports both ways."""
    return Plain(
        expected=Message(vi=f"một số nguyên từ {least} đến {most}", en=f"a whole number from {least} to {most}"),
        accepts=lambda value: _is_whole(value) and least <= int(value) <= most,
        convert=int,
    )


def number(least: float, most: float) -> Plain:
    """A number from `least` to `most`."""
    return Plain(
        expected=Message(vi=f"một số từ {least:g} đến {most:g}", en=f"a number from {least:g} to {most:g}"),
        accepts=lambda value: _is_number(value) and least <= float(value) <= most,
        convert=float,
    )


def one_of(*words: str) -> Plain:
    """One of a few words."""
    listed = ", ".join(words)
    return Plain(
        expected=Message(vi=f"một trong: {listed}", en=f"one of: {listed}"),
        accepts=lambda value: isinstance(value, str) and value in words,
    )


def texts(expected: Message) -> Plain:
    """One text or a list of them; read as a tuple."""
    return Plain(
        expected=expected,
        accepts=_are_texts,
        convert=lambda value: (value,) if isinstance(value, str) else tuple(value),
    )


def option(kind: Kind, *, default: Any = dataclasses.MISSING, name: str | None = None) -> Any:
    """A field of an options class, required where no default is given; `name` where a contract spells it otherwise."""
    return dataclasses.field(default=default, metadata={"kind": kind, "name": name})


def wrong(at: str, expected: Message) -> Trouble:
    """The problem that the value at field `at` is not what is expected there; the value itself is not repeated."""
    return (at, _WRONG.filled(name=at.rpartition(".")[2]), _GIVE.filled(vi=expected.vi, en=expected.en))


def problems(of: type[Any], given: Mapping[str, Any], at: str = "", *, also: Sequence[str] = ()) -> list[Trouble]:
    """Every mistake in the options as the contract gives them.

    `at` is the field they stand under; `also` are names that are right but belong to someone else.
    """
    declared = _declared(of)
    known = [*declared, *also]
    found = [_unknown(name, known, at) for name in given if name not in known]
    for name, field in declared.items():
        kind: Kind = field.metadata["kind"]
        value = given.get(name)
        if value is not None:
            found += kind.problems(value, _join(at, name))
        elif name in given or field.default is dataclasses.MISSING:
            give = _GIVE.filled(vi=kind.expected.vi, en=kind.expected.en)
            found.append((_join(at, name), _MISSING.filled(name=name), give))
    return found


def read(of: type[T], given: Mapping[str, Any]) -> T:
    """The options class made of what the contract gives. Raises BadSourceOptionsError where that has a mistake."""
    declared = _declared(of)
    chosen = {name: given[name] for name in declared if given.get(name) is not None}
    refuse(problems(of, chosen))
    return of(**{declared[name].name: declared[name].metadata["kind"].read(value) for name, value in chosen.items()})


def refuse(troubles: Sequence[Trouble]) -> None:
    """Raise BadSourceOptionsError for the first of these problems; nothing where there is none."""
    for field, what, mend in troubles:
        raise BadSourceOptionsError(field=field, vi=what.vi, en=what.en, mend_vi=mend.vi, mend_en=mend.en)


def _declared(of: type[Any]) -> dict[str, dataclasses.Field[Any]]:
    return {each.metadata["name"] or each.name: each for each in dataclasses.fields(of)}


def _unknown(name: object, known: Sequence[str], at: str) -> Trouble:
    return (_join(at, str(name)), _UNKNOWN.filled(name=name), _known(name, known))


def _known(name: object, known: Sequence[str]) -> Message:
    close = difflib.get_close_matches(str(name), known, n=1)
    if close:
        return _DID_YOU_MEAN.filled(close=close[0])
    return _KNOWN.filled(known=", ".join(known)) if known else _NO_OPTIONS


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _are_texts(value: object) -> bool:
    return is_text(value) or (isinstance(value, list) and bool(value) and all(map(is_text, value)))


def _is_whole(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() and value.isdigit()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
