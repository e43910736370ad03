"""Addresses of HTTP as a contract may write them."""

import httpx

from kho.messages import Message
from kho.sources import options


def is_address(value: object) -> bool:
    """Whether the value is an http or https address with a host, without user, password and fragment."""
    if not isinstance(value, str):
        return False
    try:
        url = httpx.URL(value)
    except httpx.InvalidURL:
        return False
    return url.scheme in ("http", "https") and bool(url.host) and not url.userinfo and not url.fragment


ADDRESS = options.Plain(
    expected=Message(
        vi="dạng https://máy-chủ/đường-dẫn, không kèm tên và mật khẩu",
        en="https://host/path without user and password",
    ),
    accepts=is_address,
)
