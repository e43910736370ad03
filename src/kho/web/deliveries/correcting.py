"""Cells of a delivery are corrected on the page, and corrections undone; each time it is checked again.

What was sent stays as it is. The texts are in no audit entry, so that a person who is erased can be: an entry names
the cells, and by its hash the file that tells the rest.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.trial import BadRow, bad_rows_at, cells_of, page_of, read_trial
from kho.warehouse.corrections import Cell, Correction, Corrections
from kho.web.accounts.models import Account
from kho.web.audit.models import Fields
from kho.web.audit.recording import Change, record
from kho.web.deliveries.corrected import corrections_of, keep
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import Move, NoSuchDeliveryError, found, move, not_now
from kho.web.deliveries.places import place
from kho.web.deliveries.states import State

MOST: Final = 200
"""Corrections that one delivery may have."""
LONGEST: Final = 2_000
"""Characters of a text that is corrected on the page."""
CORRECTABLE: Final = frozenset({State.HAS_ERRORS, State.SENT_BACK})
"""States in which a delivery has rows to correct."""


class TooManyCorrectionsError(KhoError):
    """More cells would be corrected than one delivery may have."""

    code = "KHO-A314"
    http_status = 409
    what = Message(
        vi="Mỗi đợt gửi chỉ sửa được {most} ô trên trang; lần này sẽ thành {count} ô.",
        en="At most {most} cells of a delivery are corrected on the page; these would make {count}.",
    )
    mend = Message(vi="Sửa trong tệp gốc rồi gửi lại tệp.", en="Mend the file itself and send it again.")


class NothingCorrectedError(KhoError):
    """No cell would be another than before."""

    code = "KHO-A315"
    http_status = 400
    what = Message(vi="Chưa có ô nào thay đổi.", en="No cell is different yet.")
    mend = Message(vi="Sửa hoặc chọn ít nhất một ô.", en="Change or choose at least one cell.")


class CorrectedMeanwhileError(KhoError):
    """Somebody else corrected cells after the page was shown."""

    code = "KHO-A316"
    http_status = 409
    what = Message(
        vi="Trong lúc bạn gõ, người khác vừa sửa đợt gửi này. Những gì bạn gõ vẫn còn dưới đây.",
        en="While you were typing, somebody else corrected this delivery. What you typed is still below.",
    )
    mend = Message(vi="Xem lại rồi lưu lần nữa.", en="Look it over, then save once more.")


class NoSuchCellError(KhoError):
    """The cell is in no row that is turned away, or stands nowhere in the file."""

    code = "KHO-A317"
    http_status = 409
    what = Message(
        vi="Có ô không còn nằm trong dòng bị loại nào, nên chưa lưu gì.",
        en="A cell is no longer in a row that is turned away, so nothing was saved.",
    )
    mend = Message(vi="Tải lại trang rồi sửa tiếp.", en="Load the page again, then go on.")


class TooLongTextError(KhoError):
    """A text is longer than what is corrected on a page."""

    code = "KHO-A318"
    http_status = 400
    what = Message(vi="Có ô dài quá {longest} ký tự.", en="A cell is longer than {longest} characters.")
    mend = Message(vi="Rút ngắn, hoặc sửa trong tệp gốc rồi gửi lại.", en="Shorten it, or mend the file itself.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What somebody typed for a cell; empty for an empty cell."""

    cell: Cell
    text: str


def normal(text: str | None) -> str:
    """A text as it is compared and kept: composed, lines ended in one way, nothing that no file would hold."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).replace("\0", "")


def correct(*, account: Account, key: str, seen: str, typed: Sequence[Typed]) -> Delivery:
    """Correct cells of rows that are turned away, and queue a check. Cells typed as they are stay as they are.

    `seen` is what the delivery's `corrections` were when the page was shown. Raises NoSuchDeliveryError, NotNowError,
    CorrectedMeanwhileError, NoSuchCellError, TooLongTextError, NothingCorrectedError, TooManyCorrectionsError.
    """
    delivery = found(key)
    if delivery.stands not in CORRECTABLE:
        raise not_now(delivery.stands, State.RECEIVED)
    _refuse_overtaken(delivery, seen)
    if any(len(each.text) > LONGEST for each in typed):
        raise TooLongTextError(longest=LONGEST)
    before = corrections_of(delivery)
    after = _with(delivery, before, typed, account.email)
    if len(after.cells) > MOST:
        raise TooManyCorrectionsError(most=MOST, count=len(after.cells))
    return _put(account, delivery, before, after)


def undo(*, account: Account, key: str, seen: str, numbers: Collection[int]) -> Delivery:
    """Take corrections back, by their places in the list from 0, and queue a check.

    Raises NoSuchDeliveryError, NotNowError, CorrectedMeanwhileError, NothingCorrectedError.
    """
    delivery = found(key)
    _refuse_overtaken(delivery, seen)
    before = corrections_of(delivery)
    rest = tuple(each for number, each in enumerate(before.cells) if number not in numbers)
    return _put(account, delivery, before, Corrections(cells=rest))


def _refuse_overtaken(delivery: Delivery, seen: str) -> None:
    if delivery.corrections != seen:
        raise CorrectedMeanwhileError


def _with(delivery: Delivery, before: Corrections, typed: Sequence[Typed], by: str) -> Corrections:
    """The corrections with what was typed. Raises NoSuchCellError."""
    rows, made = _rows(delivery, typed), dict(before.by_cell)
    run, contract = read_trial(delivery.trial).run, place().contract(delivery.dataset_name)
    for each in typed:
        part, number, column = each.cell
        row, at = rows.get((part, number)), cells_of(contract, run, part).get(column)
        if row is None or at is None:
            raise NoSuchCellError
        if normal(each.text) == normal(row.texts[column]):
            continue
        earlier = before.by_cell.get(each.cell)
        sent = earlier.before if earlier is not None else row.texts[column]
        made.pop(each.cell, None)
        if normal(each.text) != normal(sent):
            made[each.cell] = Correction(
                part=part,
                row=number,
                column=column,
                position=at[0],
                header=at[1],
                before=sent,
                after=normal(each.text) or None,
                by=by,
                at=timezone.now(),
            )
    return Corrections(cells=tuple(made.values()))


def _rows(delivery: Delivery, typed: Sequence[Typed]) -> dict[tuple[str, int], BadRow]:
    """The rows turned away in which something was typed."""
    wanted = {(part, row) for part, row, _ in (each.cell for each in typed)}
    return {(each.part, each.row): each for each in bad_rows_of(delivery, wanted)}


def bad_rows_of(delivery: Delivery, wanted: Collection[tuple[str, int]]) -> list[BadRow]:
    """Those of these rows that are turned away."""
    run, most = read_trial(delivery.trial).run, len(wanted) ** 2
    rows = page_of(place(), run, bad_rows_at(delivery.trial, wanted), limit=most) if wanted else []
    return [each for each in rows if (each.part, each.row) in wanted]


def _put(account: Account, delivery: Delivery, before: Corrections, after: Corrections) -> Delivery:
    """Keep them and queue a check, audited in the transaction in which the delivery comes to have them."""
    if before == after:
        raise NothingCorrectedError
    name = keep(delivery, after)
    fields = {"corrections": name, "attempts": 0, "trouble": None, "step": ""}
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().filter(key=delivery.key).first()
        if locked is None:
            raise NoSuchDeliveryError
        _refuse_overtaken(locked, before.sha256)
        moved = move(delivery.key, Move(to=State.RECEIVED, who=account, fields=fields))
        record(
            who=account.email,
            what="delivery.correct",
            about=f"{delivery.dataset} {delivery.key}",
            agency=delivery.agency,
            change=_change(before, after),
        )
    return moved


def _change(before: Corrections, after: Corrections) -> Change:
    return Change(before=_told(before, after), after=_told(after, before))


def _told(one: Corrections, other: Corrections) -> Fields:
    """The name of the corrections, and the cells in which they are not those others; no texts."""
    cells = [each.cell for each in one.cells if other.by_cell.get(each.cell) != each]
    return {"corrections": one.sha256, "cells": [" ".join(map(str, each)).strip() for each in cells]}
