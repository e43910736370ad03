"""kho.toml with other words, for as long as a test lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any


@contextmanager
def province_settings(**sections: Any) -> Iterator[None]:
    """What the portal holds, as if kho.toml had these sections."""
    from kho.web.holding import holder

    kept = holder()
    before = kept.now()
    province = before.place.province
    settings = replace(province.settings, **sections)
    place = replace(before.place, province=replace(province, settings=settings))
    kept._held = replace(before, place=place)  # noqa: SLF001  there is no other way in for a test
    try:
        yield
    finally:
        kept._held = before  # noqa: SLF001
