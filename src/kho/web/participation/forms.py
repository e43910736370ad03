"""Forms as values: what is asked, what was typed, what is wrong with it beside its field; nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from kho.errors import KhoError
from kho.messages import Message
from kho.web.look.templatetags.saying import told
from kho.web.participation import humans
from kho.web.participation.models import LINK, TEXT, TITLE
from kho.web.participation.texts import cleaned, in_a_line, links

EMPTY: Final = Message("Điền ô này.", "Fill this in.")
TOO_LONG: Final = Message("Viết ngắn lại: nhiều nhất {most} ký tự.", "Make it shorter: {most} characters at most.")
TOO_MANY_LINKS: Final = Message(
    "Bớt liên kết: nhiều nhất {most} trong một bài.", "Take links out: {most} at most in one text."
)
NOT_CHOSEN: Final = Message("Chọn một mục trong danh sách.", "Choose one of the list.")
NOT_A_LINK: Final = Message("Viết địa chỉ web bắt đầu bằng https://", "Write a web address that begins with https://")


class Input(Enum):
    """How something is typed."""

    LINE = "line"
    TEXT = "text"
    LINK = "link"
    CHOICE = "choice"
    FILE = "file"
    HIDDEN = "hidden"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the values that may be chosen."""

    value: str
    title: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """A field: its `label`, and in a `hint` what to write."""

    name: str
    label: Message
    hint: Message | None = None
    input: Input = Input.LINE
    is_needed: bool = True
    most: int = TITLE
    choices: Sequence[Choice] = ()

    @property
    def kind(self) -> str:
        """How it is typed, for the template."""
        return self.input.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A field with what was typed and what is wrong with it."""

    ask: Ask
    value: str
    mistake: Message | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What is asked, what was typed, what is wrong: in a field, or in all of it (`general`)."""

    asks: Sequence[Ask]
    values: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, Message] = field(default_factory=dict)
    general: Message | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.mistakes and self.general is None

    @property
    def fields(self) -> Sequence[Shown]:
        """The fields in their order."""
        return [
            Shown(ask=each, value=self.values.get(each.name, ""), mistake=self.mistakes.get(each.name))
            for each in self.asks
        ]

    @property
    def wrong(self) -> Sequence[Shown]:
        """The fields that are to be mended."""
        return [each for each in self.fields if each.mistake]

    @property
    def begun(self) -> str:
        """When it was opened, signed."""
        return humans.begun()

    def value(self, name: str) -> str:
        """What was typed in a field."""
        return self.values.get(name, "")

    def but(self, name: str, mistake: Message) -> "Form":
        """The same with something wrong in a field."""
        return replace(self, mistakes={**self.mistakes, name: mistake})

    def refused(self, error: KhoError) -> "Form":
        """The same, not taken for a reason that is no field's."""
        said, mend = error.message(), error.next_step()
        return replace(self, general=Message(f"{said.vi} {mend.vi}", f"{said.en} {mend.en}"))


def read(asks: Sequence[Ask], data: Mapping[str, str], *, most_links: int, by_human: bool = True) -> Form:
    """What was sent, cleaned, and what is wrong with it."""
    values = {each.name: _read(each, str(data.get(each.name, ""))) for each in asks}
    found = {each.name: _mistake(each, values[each.name], most_links) for each in asks}
    general = humans.mistake(str(data.get(humans.TRAP, "")), str(data.get(humans.BEGUN, ""))) if by_human else None
    return Form(
        asks=asks,
        values=values,
        mistakes={name: mistake for name, mistake in found.items() if mistake is not None},
        general=general,
    )


def _read(ask: Ask, typed: str) -> str:
    return cleaned(typed) if ask.input is Input.TEXT else in_a_line(typed)


def _mistake(ask: Ask, value: str, most_links: int) -> Message | None:
    if not value:
        return EMPTY if ask.is_needed and ask.input is not Input.FILE else None
    if len(value) > ask.most:
        return TOO_LONG.filled(most=ask.most)
    if ask.input is Input.CHOICE:
        return None if value in {each.value for each in ask.choices} else NOT_CHOSEN
    if ask.input is Input.LINK:
        return None if _is_link(value) else NOT_A_LINK
    if links(value) > most_links:
        return TOO_MANY_LINKS.filled(most=most_links)
    return None


def _is_link(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in host and not parts.username


def sorted_choices(choices: Sequence[Choice]) -> Sequence[Choice]:
    """Choices by their titles in the page's language."""
    return sorted(choices, key=lambda each: told(each.title))


WORDS: Final = Ask(
    name="text",
    label=Message("Nội dung", "Your message"),
    hint=Message("Chữ thường; địa chỉ web tự thành liên kết.", "Plain text; web addresses become links."),
    input=Input.TEXT,
    most=TEXT,
)
WHY: Final = Ask(name="why", label=Message("Lý do", "Reason"), input=Input.TEXT, most=1000)
LINK_ASKED: Final = Ask(name="link", label=Message("Địa chỉ", "Address"), input=Input.LINK, most=LINK)
