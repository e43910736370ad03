"""What people decide of a delivery. Each verb is audited; what takes long is done afterwards, by another process."""

import shutil

from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.trial import read_trial
from kho.pipeline.workplace import Workplace
from kho.warehouse.tables import TableRef
from kho.web.accounts.models import Account
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import Move, found, move
from kho.web.deliveries.places import place
from kho.web.deliveries.states import State


class NothingToPublishError(KhoError):
    """No row of the delivery would be loaded."""

    code = "KHO-A306"
    http_status = 409
    what = Message(vi="Đợt gửi này không có dòng nào công bố được.", en="No row of this delivery can be published.")
    mend = Message(vi="Sửa các lỗi đã nêu rồi gửi lại tệp.", en="Mend what is wrong and send the file again.")


class NoReasonError(KhoError):
    """A reason is asked for and none was given."""

    code = "KHO-A307"
    http_status = 400
    what = Message(vi="Chưa ghi lý do.", en="No reason is given.")
    mend = Message(vi="Ghi một câu để người khác hiểu vì sao.", en="Write a sentence so that others understand why.")


class NewerLoadedError(KhoError):
    """Another delivery was loaded after this one, so the table cannot be put back to before it alone."""

    code = "KHO-A308"
    http_status = 409
    what = Message(
        vi="Sau đợt gửi này bảng đã có phiên bản mới hơn ({version}).",
        en="The table has had a newer version ({version}) since this delivery.",
    )
    mend = Message(
        vi="Rút các đợt gửi mới hơn trước, hoặc gửi một tệp đã sửa.",
        en="Withdraw the newer deliveries first, or send a mended file.",
    )


class FirstVersionError(KhoError):
    """The delivery made the table's first version: there is none to go back to."""

    code = "KHO-A309"
    http_status = 409
    what = Message(
        vi="Đây là phiên bản đầu tiên của bảng, không có bản trước để quay về.",
        en="This is the table's first version; there is none before it to go back to.",
    )
    mend = Message(
        vi="Rút cả bộ dữ liệu khỏi công bố, hoặc gửi một tệp đã sửa.",
        en="Withdraw the whole dataset from the public, or send a mended file.",
    )


def publish(*, account: Account, key: str) -> Delivery:
    """Queue the publication of a checked delivery. Raises NoSuchDeliveryError, NotNowError, NothingToPublishError."""
    if not is_publishable(found(key)):
        raise NothingToPublishError
    return move(key, Move(to=State.PUBLISHING, who=account, fields={"attempts": 0, "trouble": None, "step": ""}))


def is_publishable(delivery: Delivery) -> bool:
    """Whether a run of it would load rows, as far as its check tells. Raises NoTrialError."""
    if delivery.stands not in {State.READY, State.HAS_ERRORS}:
        return False
    trial = read_trial(delivery.trial)
    return trial.expected is not None and trial.run.accepted > 0


def check_again(*, account: Account, key: str) -> Delivery:
    """Queue another check, as after the contract or a code list was mended. Raises NoSuchDeliveryError, NotNowError."""
    return move(key, Move(to=State.RECEIVED, who=account, fields={"attempts": 0, "trouble": None, "step": ""}))


def send_back(*, account: Account, key: str, note: str) -> Delivery:
    """Ask whoever sent it to mend it. Raises NoReasonError, NoSuchDeliveryError, NotNowError."""
    return move(key, Move(to=State.SENT_BACK, who=account, note=_reason(note)))


def throw_away(*, account: Account, key: str) -> Delivery:
    """Give a delivery up: its file is removed. Raises NoSuchDeliveryError, NotNowError."""
    delivery = move(key, Move(to=State.THROWN_AWAY, who=account))
    shutil.rmtree(delivery.folder, ignore_errors=True)
    return delivery


def withdraw(*, account: Account, key: str, reason: str) -> Delivery:
    """Queue that the table is put back to what it was before this delivery.

    Raises NoReasonError, NewerLoadedError, FirstVersionError, NoSuchDeliveryError, NotNowError.
    """
    told = _reason(reason)
    refuse_withdrawal(found(key))
    return move(key, Move(to=State.WITHDRAWING, who=account, note=told, fields={"attempts": 0, "trouble": None}))


def refuse_withdrawal(delivery: Delivery) -> None:
    """Refuse to put a table back where that would take more with it, or nothing is there to go back to.

    Raises NewerLoadedError, FirstVersionError, and the store's errors.
    """
    refuse_newer(place(), delivery)


def refuse_newer(workplace: Workplace, delivery: Delivery) -> None:
    """The same for the table as a workplace has it. Raises NewerLoadedError, FirstVersionError."""
    versions = workplace.warehouse.versions(TableRef.of(workplace.contract(delivery.dataset_name)))
    loads = [each for each in versions if each.delivery or each.what == "restore"]
    if delivery.version is None or loads[0].version != delivery.version:
        raise NewerLoadedError(version=loads[0].version)
    if len(loads) == 1:
        raise FirstVersionError


def _reason(text: str) -> str:
    told = " ".join(text.split())
    if not told:
        raise NoReasonError
    return told
