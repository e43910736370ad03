"""The first page of the working place: what there is to do for whoever is signed in, and what one can do anyway."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.accounts.permits import signed_in
from kho.web.accounts.rights import caller, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.changes.proposing import to_review
from kho.web.deliveries.listing import waiting_for as deliveries_waiting_for
from kho.web.deliveries.reminding import dues_for
from kho.web.participation.answering import waiting_for as matters_waiting_for


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """So many of something wait for whoever is signed in."""

    count: int
    what: Message
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Something that one can do at any time: the name of its address; who has the right sees it, all where none is."""

    name: str
    title: Message
    what: Message
    right: Right | None = None


WAYS: Final = (
    Way(
        name="help",
        title=Message("Xem hướng dẫn", "Read the guide"),
        what=Message("cho cán bộ có một tệp và hai mươi phút", "for an officer with a file and twenty minutes"),
    ),
    Way(
        name="hand_over",
        title=Message("Gửi một tệp", "Send a file"),
        what=Message("được kiểm tra ngay, bạn bấm thì mới công bố", "checked at once, published when you say so"),
        right=Right.DELIVER,
    ),
    Way(
        name="boards",
        title=Message("Xem chất lượng dữ liệu", "See how the data stands"),
        what=Message("bộ nào trễ, lỗi gì nhiều nhất, ai dùng", "what is late, what breaks most, who uses it"),
        right=Right.BOARD,
    ),
    Way(
        name="wizard",
        title=Message("Mô tả dữ liệu mới", "Describe new data"),
        what=Message("từ một tệp chưa ai mô tả tới bản công bố đầu tiên", "from a file to its first publication"),
        right=Right.DESCRIBE,
    ),
    Way(
        name="tokens",
        title=Message("Để phần mềm tự gửi", "Let a system send by itself"),
        what=Message("bằng khoá giao dữ liệu, qua API", "by a token, over the API"),
        right=Right.DELIVER,
    ),
    Way(
        name="registers",
        title=Message("Xem danh bạ", "Look at the registers"),
        what=Message("cơ quan, hệ thống, danh mục mã", "agencies, systems, code lists"),
        right=Right.BOARD,
    ),
    Way(
        name="people",
        title=Message("Mời đồng nghiệp", "Invite colleagues"),
        what=Message("giao vai trò cho cơ quan của bạn", "give roles for your agencies"),
        right=Right.PEOPLE,
    ),
    Way(
        name="search",
        title=Message("Tìm dữ liệu mở", "Search open data"),
        what=Message("của mọi cơ quan trong tỉnh", "of all agencies of the province"),
    ),
    Way(
        name="new_request",
        title=Message("Đề nghị một bộ dữ liệu", "Ask for a dataset"),
        what=Message("và theo dõi câu trả lời", "and follow what becomes of it"),
    ),
)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The page. Raises the store's errors."""
    account = caller(request)
    dues = dues_for(account, timezone.now()) if may_somewhere(account, Right.DELIVER) else []
    shown = {
        "waiting": list(waiting(account)),
        "dues": dues,
        "ways": [(each, reverse(each.name)) for each in _ways(account)],
        "is_officer": account.memberships.exists(),
    }
    return render(request, "working/home.html", shown)


def waiting(account: Account) -> Iterator[Waiting]:
    """What waits for somebody, the parts of the working place in their order."""
    deliveries = deliveries_waiting_for(account) if may_somewhere(account, Right.DELIVER) else 0
    for count, vi, en, name in (
        (deliveries, "đợt gửi chờ bạn xử lý", "deliveries wait for you", "deliveries"),
        (matters_waiting_for(account).count(), "việc người dân chờ trả lời", "matters wait for an answer", "inbox"),
        (to_review(account).count(), "thay đổi chờ bạn duyệt", "changes wait for your review", "changes_proposed"),
    ):
        if count:
            yield Waiting(count=count, what=Message(vi, en), url=reverse(name))


def _ways(account: Account) -> Sequence[Way]:
    return [each for each in WAYS if each.right is None or may_somewhere(account, each.right)]
