"""The first page of the working place tells what waits, and what one can do where nothing does."""

from typing import TYPE_CHECKING

from tests.web.people import AGENCY, OTHER_AGENCY, signed_in, somebody

if TYPE_CHECKING:
    from kho.web.accounts.models import Account

NOTHING = "Hôm nay không có việc nào chờ bạn"
SEND = 'href="/work/deliveries/new"'


def home(account: "Account") -> str:
    answer = signed_in(account).get("/work")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_steward_with_nothing_to_do_is_told_what_one_can_do(portal: None):  # noqa: ARG001  it must be there
    page = home(somebody("steward", "khong-co-du-lieu"))
    assert NOTHING in page
    assert SEND in page
    assert 'href="/work/tokens"' in page


def test_what_waits_stands_first(portal: None):  # noqa: ARG001
    from kho.web.deliveries.models import Delivery

    one = Delivery.objects.create(dataset=f"{AGENCY}/x", agency=AGENCY, by="a", name="x", size=1, state="has_errors")
    page = home(somebody("steward"))
    assert NOTHING not in page
    assert "đợt gửi chờ bạn xử lý" in page
    assert "đợt gửi chờ bạn xử lý" not in home(somebody("steward", "khong-co-du-lieu"))
    one.delete()


def test_a_proposal_of_somebody_else_waits_for_a_reviewer(portal: None):  # noqa: ARG001
    from kho.web.changes.models import Proposal

    agency = "chi-co-de-xuat"
    engineer, steward = somebody("engineer", agency), somebody("steward", agency)
    made = Proposal.objects.create(agency=agency, why_vi="Thử", why_en="Try", by=steward)
    assert "thay đổi chờ bạn duyệt" in home(engineer)
    assert "thay đổi chờ bạn duyệt" not in home(steward)
    made.by = engineer
    made.save()
    assert "thay đổi chờ bạn duyệt" not in home(engineer)
    made.delete()


def test_everybody_sees_what_they_may_do_and_no_more(portal: None):  # noqa: ARG001
    citizen = home(somebody(None))
    assert SEND not in citizen
    assert "Đề nghị một bộ dữ liệu" in citizen
    assert "Bạn chưa có vai trò" in citizen
    viewer = home(somebody("viewer", OTHER_AGENCY))
    assert 'href="/work/board"' in viewer
    assert SEND not in viewer
