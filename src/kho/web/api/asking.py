"""What a request asks: its parameters as they stand in the address, and the dataset that it names."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from django.http import HttpRequest

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset, WithdrawnError
from kho.publishing.dcat.catalogues import NoSuchDatasetError
from kho.publishing.records.failures import NoParameterError, NotAParameterError, TooMuchAskedError
from kho.publishing.records.fields import shown
from kho.web.addresses import name_of
from kho.web.holding import Holding

MOST: Final = 200
"""Parameters of one address."""
Parameters = list[tuple[str, str]]


class NotAnAddressError(KhoError):
    """The part of an address behind the question mark cannot be read."""

    code = "KHO-D802"
    what = Message(vi="Không đọc được tham số trên địa chỉ.", en="The address's parameters cannot be read.")
    mend = Message(
        vi="Mã hoá tham số bằng UTF-8, dạng tên=giá trị, nối bằng &, nhiều nhất {most} tham số.",
        en="Encode parameters as UTF-8, as name=value joined by &, {most} of them at most.",
    )


def parameters(request: HttpRequest) -> Parameters:
    """Names and values in the order of the address. Raises NotAnAddressError."""
    text = request.META.get("QUERY_STRING", "")
    if not text:
        return []
    try:
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST)
    except ValueError:
        raise NotAnAddressError(most=MOST) from None


def named(request: HttpRequest, *known: str) -> Mapping[str, str]:
    """The parameters of an address that knows no others, each there once. Raises as `parameters`, NoParameterError."""
    found: dict[str, str] = {}
    for name, value in parameters(request):
        if name not in known:
            raise NoParameterError(name=shown(name), known=", ".join(known) or "–")
        if name in found:
            raise NotAParameterError(name=name, value=shown(value), example=f"{name}=…, 1 ×")
        found[name] = value
    return found


def whole(given: Mapping[str, str], name: str, usual: int, *, least: int = 1, most: int) -> int:
    """A whole number. Raises NotAParameterError, TooMuchAskedError."""
    text = given.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit()) or (len(text) < len(str(most)) + 1 and int(text) < least):
        raise NotAParameterError(name=name, value=shown(text), example=f"{name}={usual}")
    if len(text) > len(str(most)) or int(text) > most:
        raise TooMuchAskedError(name=name, most=most)
    return int(text)


def truth(given: Sequence[tuple[str, str]], name: str) -> tuple[bool, Parameters]:
    """Whether something is asked for, `name=true`; and the parameters without it. Raises NotAParameterError."""
    asked = [value for each, value in given if each == name]
    rest = [(each, value) for each, value in given if each != name]
    if len(asked) > 1 or any(value not in ("true", "false") for value in asked):
        raise NotAParameterError(name=name, value=shown(asked[-1]), example=f"{name}=true, {name}=false")
    return asked == ["true"], rest


def dataset_of(holding: Holding, slug: str) -> PublishedDataset:
    """The published dataset that an address means.

    Raises NoSuchDatasetError, the same for one that does not exist, one that is not open, and what is no name; and
    WithdrawnError.
    """
    name = name_of(slug)
    found = holding.catalogue.datasets.get(name) if name is not None else None
    if name is not None and name in holding.catalogue.withdrawn:
        raise WithdrawnError.of(holding.catalogue.withdrawn[name])
    if found is None:
        raise NoSuchDatasetError(name=shown(slug))
    return found
