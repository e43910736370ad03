"""What is said of a setting, and settings of which there are several."""

from dataclasses import dataclass
from typing import Any

from kho.messages import Message
from kho.province.known_settings.values import is_positive, is_seconds, is_text

WHOLE_TOLD = Message("một số nguyên từ 1", "a whole number from 1")
SECONDS_TOLD = Message("số giây, nhiều nhất 7 ngày", "seconds, at most 7 days")


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting: what it means, what to write, which values are good, and whether it must stand there.

    `secret`: only the name of a secret may be written; what else stands there is told without repeating it.
    """

    meaning: Message
    expected: Message
    accepts: Any
    required: bool = False
    secret: bool = False


def seconds_of(vi: str, en: str) -> Setting:
    """A setting that is a time."""
    return Setting(meaning=Message(vi, en), expected=SECONDS_TOLD, accepts=is_seconds)


def count_of(vi: str, en: str) -> Setting:
    """A setting that is a number from 1."""
    return Setting(meaning=Message(vi, en), expected=WHOLE_TOLD, accepts=is_positive)


def text_of(vi: str, en: str, example: str) -> Setting:
    """A setting that is a text such as `example`."""
    return Setting(meaning=Message(vi, en), expected=Message(f'"{example}"', f'"{example}"'), accepts=is_text)
