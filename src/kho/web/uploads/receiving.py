"""Puts the pieces of a file together, and hands it over when it is whole."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Final, Protocol

from django.db import transaction
from django.utils import timezone

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.accounts.permits import NotAllowedError
from kho.web.accounts.rights import may
from kho.web.accounts.roles import Right
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.places import contract_of, place
from kho.web.deliveries.receiving import EmptyFileHandedOverError, TooLargeToReceiveError, limit_mb, receive
from kho.web.uploads.models import Upload
from kho.web.wizard import drafting

KEPT: Final = timedelta(hours=24)
"""How long a file that was begun may go on."""
MOST: Final = 20
"""Files that one person may have begun at once."""
PIECE: Final = 2**18
"""Bytes that are written at once."""


class NoSuchUploadError(KhoError):
    """Nothing of the caller's has begun under this name, or too long ago."""

    code = "KHO-A341"
    http_status = 404
    what = Message(vi="Không có lượt gửi tệp này, hoặc đã quá 24 giờ.", en="There is no such upload, or it is too old.")
    mend = Message(vi="Gửi lại tệp từ đầu.", en="Send the file from its beginning.")


class WrongOffsetError(KhoError):
    """A piece that does not begin where the last one ended."""

    code = "KHO-A342"
    http_status = 409
    what = Message(vi="Phần này không bắt đầu ở byte {offset}.", en="This piece does not begin at byte {offset}.")
    mend = Message(vi="Hỏi lại đã nhận đến đâu (HEAD), rồi gửi tiếp.", en="Ask how much is there (HEAD), then go on.")


class BeingReceivedError(KhoError):
    """Another piece of the same file is on its way."""

    code = "KHO-A343"
    http_status = 423
    what = Message(vi="Một phần khác của tệp này đang được nhận.", en="Another piece of this file is being received.")
    mend = Message(vi="Chờ vài giây rồi thử lại.", en="Wait some seconds, then try again.")


class TooManyBegunError(KhoError):
    """A person has begun more files than anybody sends at once."""

    code = "KHO-A344"
    http_status = 429
    what = Message(vi="Bạn đang gửi dở {count} tệp.", en="You have begun to send {count} files.")
    mend = Message(vi="Gửi xong hoặc huỷ bớt rồi gửi tiếp.", en="Finish or cancel some of them first.")


class Incoming(Protocol):
    """What a piece is read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes at most; none at the end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """What the sender says of a file before it comes; `size` in bytes.

    It is for a `dataset` and may mend a delivery, which it `follows`; without a dataset it is to be described, as data
    of an `agency`. `token` is the name of the token of a program that sends it.
    """

    name: str
    size: int
    dataset: DatasetName | None = None
    agency: str = ""
    follows: str = ""
    token: str = ""


@transaction.atomic
def begin(*, account: Account, announced: Announced) -> Upload:
    """Begin to receive a file. What was begun too long ago is forgotten.

    Raises NoSuchDatasetHereError, NotAllowedError, EmptyFileHandedOverError, TooLargeToReceiveError,
    TooManyBegunError.
    """
    forget_old()
    if not _may_send(account, announced):
        raise NotAllowedError
    if announced.size == 0:
        raise EmptyFileHandedOverError(name=announced.name)
    if announced.size > limit_mb() * 2**20:
        raise TooLargeToReceiveError(limit=limit_mb())
    if Upload.objects.filter(account=account, became="").count() >= MOST:
        raise TooManyBegunError(count=MOST)
    upload = Upload.objects.create(
        account=account,
        dataset=str(announced.dataset or ""),
        agency=announced.agency,
        name=announced.name[:300],
        size=announced.size,
        follows=announced.follows[:20],
        token=announced.token,
    )
    upload.file.parent.mkdir(parents=True, exist_ok=True)
    upload.file.touch(mode=0o600)
    return upload


def _may_send(account: Account, announced: Announced) -> bool:
    if announced.dataset is not None:
        return may(account, Right.DELIVER, contract_of(announced.dataset).agency)
    return announced.agency in place().province.agencies and may(account, Right.DESCRIBE, announced.agency)


def begun(*, account: Account, key: str, token: str = "") -> Upload:
    """The caller's upload of that name, begun by the same token where there is one. Raises NoSuchUploadError."""
    mine = Upload.objects.filter(account=account, token=token, key=key)
    found = mine.filter(began__gt=timezone.now() - KEPT).first()
    if found is None or (not found.became and not found.file.exists()):
        raise NoSuchUploadError
    return found


def append(*, upload: Upload, offset: int, piece: Incoming) -> None:
    """Put a piece to what is there, and hand a file that is whole over. What comes before a break is kept.

    Raises WrongOffsetError, BeingReceivedError, TooLargeToReceiveError, and what `receive` and `drafting.begin` raise.
    """
    if upload.became:
        raise WrongOffsetError(offset=upload.size)
    with _alone(upload) as opened:
        if offset != upload.offset:
            raise WrongOffsetError(offset=upload.offset)
        _write(opened, piece, upload.size - offset)
        if upload.offset < upload.size:
            return
    _hand_over(upload)


def give_up(*, upload: Upload) -> None:
    """Forget a file that is not whole yet. Raises NoSuchUploadError."""
    if upload.became:
        raise NoSuchUploadError
    upload.file.unlink(missing_ok=True)
    upload.delete()


def forget_old() -> None:
    """Forget what was begun too long ago; its bytes are swept with other half-received files."""
    Upload.objects.filter(began__lte=timezone.now() - KEPT).delete()


@contextmanager
def _alone(upload: Upload) -> Iterator[IO[bytes]]:
    with upload.file.open("ab") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BeingReceivedError from None
        yield opened


def _write(opened: IO[bytes], piece: Incoming, room: int) -> None:
    """Write a piece as it comes. What a power failure takes is sent again: the file itself says how much is there."""
    while data := piece.read(min(PIECE, room + 1)):
        room -= len(data)
        if room < 0:
            raise TooLargeToReceiveError(limit=limit_mb())
        opened.write(data)
        opened.flush()


def _hand_over(upload: Upload) -> None:
    """The whole file becomes what it was sent for, which who asks again because the answer was lost is led to."""
    upload.became = _delivered(upload) if upload.dataset else _to_describe(upload)
    upload.save(update_fields=["became"])


def _delivered(upload: Upload) -> str:
    follows = Delivery.objects.filter(key=upload.follows, dataset=upload.dataset).first() if upload.follows else None
    delivery = receive(
        account=upload.account,
        dataset=DatasetName.parse(upload.dataset),
        file=upload.file,
        name=upload.name,
        follows=follows,
        token=upload.token,
    )
    return delivery.key


def _to_describe(upload: Upload) -> str:
    return drafting.begin(account=upload.account, agency=upload.agency, file=upload.file, name=upload.name).key
