"""Tags and filters that every template has: sentences in both languages, numbers, days, icons."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kho.messages import Message
from kho.province.records import Name
from kho.web.look import speaking

register = template.Library()


@register.simple_tag
def say(vi: str, en: str, **fields: object) -> str:
    """A sentence in the page's language; `{fields}` are filled in."""
    told = vi if speaking.language() == "vi" else en
    return told.format_map(fields) if fields else told


@register.filter
def told(message: Message | Name | None) -> str:
    """A message or a name in the page's language; nothing for None."""
    if message is None:
        return ""
    return message.vi if speaking.language() == "vi" else message.en


@register.filter
def number(value: float | Decimal | None) -> str:
    """A number with its thousands parted; a dash for None."""
    return "–" if value is None else speaking.number_told(value)


@register.filter
def percent(value: float | None) -> str:
    """A share from 0 to 1 as whole per cents, rounded down so that only all is 100%; a dash for None."""
    return "–" if value is None else f"{int(value * 100 + 1e-9)}%"


@register.filter
def day(value: date | None) -> str:
    """A day as people write it; a dash for None."""
    return "–" if value is None else speaking.day_told(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A moment to the minute; a dash for None."""
    return "–" if value is None else speaking.moment_told(value)


@register.filter
def size(value: int | None) -> str:
    """A size in bytes; a dash for None."""
    return "–" if value is None else speaking.size_told(value)


@register.filter
def written(value: object) -> str:
    """A value of a table as people of the language write it; nothing for none."""
    match value:
        case None:
            return ""
        case bool():
            yes = ("có", "không") if speaking.language() == "vi" else ("yes", "no")
            return yes[0] if value else yes[1]
        case datetime():
            return speaking.moment_told(value)
        case date():
            return speaking.day_told(value)
        case int() | float() | Decimal():
            return speaking.number_told(value)
        case _:
            return str(value)


@register.filter
def of(mapping: Mapping[str, object], key: str) -> object:
    """The value of a key; None where there is none."""
    return mapping.get(key)


@register.simple_tag
def vietnamese() -> SafeString:
    """The attribute of an element whose text is Vietnamese in either language, as titles of datasets are."""
    return mark_safe("" if speaking.language() == "vi" else ' lang="vi"')  # noqa: S308  two constants


@register.simple_tag
def bar(share: float | None) -> SafeString:
    """A share from 0 to 1 as a bar, which says nothing by itself: the figure beside it does."""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="4"></rect></svg>',
        f"{100 * (share or 0):.0f}",
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small picture that says nothing by itself: the text beside it does."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#icon-{}"></use></svg>', name)
