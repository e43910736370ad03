"""Prints docs/reference/settings.md: what kho.toml may say."""

from collections.abc import Iterator

from printing import NOTE, code, page, table

from kho.province.known_settings import KNOWN
from kho.province.settings import (
    AccountSettings,
    EngineChoice,
    LineageSettings,
    MailSettings,
    Settings,
    StorageSettings,
    WorkSettings,
)

HEAD = """# Settings: kho.toml

The province folder's settings; an unknown one is a mistake that `kho check` tells. Nothing else configures Kho but the
variables `KHO_PROVINCE` (the province folder), `KHO_LANG` (`vi` or `en`) and, for each secret that a setting or a
contract names, `KHO_SECRET_<NAME>` or `KHO_SECRET_<NAME>_FILE`."""
DEFAULTS: dict[str, object] = {
    "province": Settings(),
    "storage": StorageSettings(),
    "engine": EngineChoice(),
    "work": WorkSettings(),
    "lineage": LineageSettings(),
    "accounts": AccountSettings(),
    "mail": MailSettings(),
}


def render() -> dict[str, str]:
    """The page by its path."""
    return {"docs/reference/settings.md": page(HEAD, NOTE, *_sections())}


def _sections() -> Iterator[str]:
    for section, settings in KNOWN.items():
        rows = [
            (code(name), setting.expected.en, setting.meaning.en, setting.meaning.vi, _without(section, name))
            for name, setting in settings.items()
        ]
        yield f"## [{section}]"
        yield table(["setting", "value", "meaning", "ý nghĩa", "without it"], rows)


def _without(section: str, name: str) -> str:
    if KNOWN[section][name].required:
        return "required"
    default = getattr(DEFAULTS.get(section), name, None)
    return code(", ".join(default) if isinstance(default, tuple) else str(default)) if default else ""
