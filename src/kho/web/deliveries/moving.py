"""A delivery's way from state to state: each step is recorded and audited in one transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.audit.recording import Change, record
from kho.web.deliveries.models import Delivery, Step
from kho.web.deliveries.states import NAMES, NEXT, State


class NoSuchDeliveryError(KhoError):
    """No delivery has this key."""

    code = "KHO-A301"
    http_status = 404
    what = Message(vi="Không có đợt gửi này.", en="There is no such delivery.")
    mend = Message(vi="Chọn từ danh sách các đợt gửi.", en="Choose one from the list of deliveries.")


class NotNowError(KhoError):
    """A delivery in this state cannot come into that one."""

    code = "KHO-A302"
    http_status = 409
    what = Message(
        vi="Đợt gửi đang ở trạng thái “{is_vi}”, chưa thể chuyển sang “{to_vi}”.",
        en="The delivery is “{is_en}” and cannot become “{to_en}” now.",
    )
    mend = Message(
        vi="Tải lại trang: có thể người khác vừa xử lý đợt gửi này.",
        en="Load the page again: somebody else may just have dealt with it.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A step: to which state, by whom (None: this program), what is said with it, and what else becomes of the record.

    `fields` are fields of `Delivery` with their new values.
    """

    to: State
    who: Account | None = None
    note: str = ""
    fields: dict[str, Any] | None = None


def found(key: str) -> Delivery:
    """The delivery with this key. Raises NoSuchDeliveryError."""
    delivery = Delivery.objects.filter(key=key).first()
    if delivery is None:
        raise NoSuchDeliveryError
    return delivery


def agency_of(key: str) -> str:
    """Whose delivery it is. Raises NoSuchDeliveryError."""
    return found(key).agency


def move(key: str, step: Move) -> Delivery:
    """Take a delivery into another state, as it stands now in the database. Raises NoSuchDeliveryError, NotNowError."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(key=key).first()
        if delivery is None:
            raise NoSuchDeliveryError
        before = delivery.stands
        if step.to not in NEXT[before]:
            raise not_now(before, step.to)
        for name, value in (step.fields or {}).items():
            setattr(delivery, name, value)
        delivery.state = step.to
        delivery.save()
        record_step(delivery, step, before)
    return delivery


def record_step(delivery: Delivery, step: Move, before: State | None) -> None:
    """Record and audit a step, in the transaction in which it is taken."""
    who = step.who.email if step.who is not None else ""
    Step.objects.create(delivery=delivery, state=step.to, who=str(step.who or ""), note=step.note)
    after = {"state": step.to.value, **({"note": step.note} if step.note else {})}
    record(
        who=who or "kho",
        what=f"delivery.{step.to}",
        about=f"{delivery.dataset} {delivery.key}",
        agency=delivery.agency,
        change=Change(before={"state": before.value} if before else None, after=after),
    )


def not_now(before: State, to: State) -> NotNowError:
    """The error where a delivery in one state cannot come into another."""
    was, becomes = NAMES[before], NAMES[to]
    return NotNowError(is_vi=was.vi, is_en=was.en, to_vi=becomes.vi, to_en=becomes.en)
