"""Which values of settings are good."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

SECRET_NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 7 * 86_400
"""No time of `kho work` is longer, in seconds."""
ROLES = ("viewer", "steward", "engineer", "leader", "security_officer", "administrator")
"""What a person can be to an agency, as the working place knows it."""


def is_text(value: Any) -> bool:
    """Text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def is_positive(value: Any) -> bool:
    """A whole number from 1."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def is_port(value: Any) -> bool:
    """A port of TCP."""
    return is_positive(value) and value <= 65_535  # noqa: PLR2004  the last there is


def is_natural(value: Any) -> bool:
    """A whole number from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_seconds(value: Any) -> bool:
    """Seconds, at most LONGEST."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LONGEST


def is_code(value: Any) -> bool:
    """A province's code: two digits."""
    return isinstance(value, str) and re.fullmatch(r"[0-9]{2}", value) is not None


def are_languages(value: Any) -> bool:
    """Languages that messages are in, each once."""
    return isinstance(value, list) and 0 < len(value) == len(set(map(str, value))) and set(value) <= {"vi", "en"}


def is_memory(value: Any) -> bool:
    """An amount of memory, such as 4 GB."""
    return isinstance(value, str) and re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)? ?(MB|GB|TB|MiB|GiB|TiB)", value) is not None


def is_warehouse(value: Any) -> bool:
    """A path, or an address of S3."""
    return is_text(value) and ("://" not in value or re.fullmatch(r"s3://[a-z0-9.-]{3,63}(/.*)?", value) is not None)


def is_yes_or_no(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


def is_receiver(value: Any) -> bool:
    """An address over HTTP without user, password or query, that can be taken apart."""
    if not isinstance(value, str) or re.fullmatch(r"https?://[^/@?#\s]+(/[^?#\s]*)?", value) is None:
        return False
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def is_site(value: Any) -> bool:
    """An address over HTTP without a path: the portal is at the root of a host."""
    return is_receiver(value) and urlsplit(value).path in {"", "/"}


def is_mail(value: Any) -> bool:
    """An address for mails."""
    return isinstance(value, str) and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", value) is not None


def are_folders(value: Any) -> bool:
    """Paths of folders of this machine."""
    return isinstance(value, list) and all(is_text(each) and "://" not in each for each in value)


def are_options(value: Any) -> bool:
    """Names with texts or secrets."""
    return isinstance(value, dict) and all(is_text(each) or is_secret(each) for each in value.values())


def is_secret(value: Any) -> bool:
    """The name of a secret."""
    return (
        isinstance(value, dict)
        and value.keys() == {"secret"}
        and isinstance(value["secret"], str)
        and SECRET_NAME.fullmatch(value["secret"]) is not None
    )


def are_pairs(value: Any) -> bool:
    """Names with texts."""
    return isinstance(value, dict) and all(is_text(each) for each in value.values())


def are_roles(value: Any) -> bool:
    """Names with roles."""
    return are_pairs(value) and set(value.values()) <= set(ROLES)


def is_one_of(*choices: str) -> Callable[[Any], bool]:
    """One of these words."""
    return lambda value: value in choices
