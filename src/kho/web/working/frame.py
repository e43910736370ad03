"""The way about the working place: each part of it is one entry, shown to those who have the right that it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from kho.messages import Message
from kho.web.accounts.rights import account_of, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.look.frame import Link


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A part of the working place: the name of its address, and any of the `rights` that show it; none: all see it."""

    name: str
    title: Message
    rights: Sequence[Right] = ()


ENTRIES: Final = (
    Entry(name="work", title=Message("Việc của tôi", "My work")),
    Entry(name="deliveries", title=Message("Đợt gửi", "Deliveries"), rights=(Right.LOOK,)),
    Entry(name="boards", title=Message("Chất lượng", "Quality"), rights=(Right.BOARD,)),
    Entry(name="wizard", title=Message("Mô tả dữ liệu", "Describe data"), rights=(Right.DESCRIBE,)),
    Entry(name="inbox", title=Message("Người dân hỏi", "What people ask"), rights=(Right.ANSWER,)),
    Entry(name="registers", title=Message("Danh bạ", "Registers"), rights=(Right.BOARD,)),
    Entry(
        name="changes_proposed",
        title=Message("Thay đổi", "Changes"),
        rights=(Right.REVIEW, Right.DESCRIBE, Right.REGISTERS),
    ),
    Entry(name="people", title=Message("Người", "People"), rights=(Right.PEOPLE,)),
    Entry(name="sessions", title=Message("Phiên", "Sessions"), rights=(Right.AUDIT,)),
    Entry(name="audit", title=Message("Nhật ký", "Record"), rights=(Right.AUDIT,)),
    Entry(name="help", title=Message("Trợ giúp", "Help")),
)


def ways(request: HttpRequest) -> Sequence[Link]:
    """The entries that whoever is signed in may use."""
    account = account_of(request)
    if not account.is_authenticated:
        return ()
    shown = [each for each in ENTRIES if not each.rights or any(may_somewhere(account, right) for right in each.rights)]
    return [_link(request, each) for each in shown]


def _link(request: HttpRequest, entry: Entry) -> Link:
    url = reverse(entry.name)
    here = request.path == url if entry.name == "work" else request.path.startswith(url)
    return Link(name=entry.name, title=entry.title, url=url, is_here=here)
