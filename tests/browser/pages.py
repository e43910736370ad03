"""Every kind of page, by an address that has it; `{lang}` is nothing or `/en`."""

from collections.abc import Mapping
from typing import Final

from tests.browser.invented import LONG, MANY, OPEN

PAGES: Final[Mapping[str, str]] = {
    "front": "{lang}/",
    "search": "{lang}/dataset",
    "search-found": "{lang}/dataset?q=truong",
    "search-nothing": "{lang}/dataset?q=zzzz",
    "dataset": f"{{lang}}/dataset/{OPEN}",
    "dataset-long": f"{{lang}}/dataset/{LONG}",
    "rows": f"{{lang}}/dataset/{MANY}/rows?nam=2003",
    "rows-nothing": f"{{lang}}/dataset/{MANY}/rows?q=zzzz",
    "rows-mistake": f"{{lang}}/dataset/{MANY}/rows?nam__gte=abc",
    "changes": f"{{lang}}/dataset/{OPEN}/changes/1",
    "agencies": "{lang}/agency",
    "agency": "{lang}/agency/so-mau",
    "systems": "{lang}/system",
    "quality": "{lang}/quality",
    "developers": "{lang}/developers",
    "console": "{lang}/developers/api",
    "validate": "{lang}/validate",
    "chart": f"{{lang}}/dataset/{OPEN}/chart",
    "help": "{lang}/work/help",
    "not-found": "{lang}/khong-co",
}
LANGUAGES: Final = ("", "/en")


def address(kind: str, lang: str) -> str:
    """The address of a kind of page in a language."""
    return PAGES[kind].format(lang=lang) if kind != "front" or lang else "/"
