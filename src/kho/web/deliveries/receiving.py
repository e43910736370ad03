"""The one verb by which a file becomes a delivery, whatever brought it into the portal."""

import os
import shutil
from pathlib import Path

from django.db import transaction

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.warehouse.landing import sha256_of
from kho.web.accounts.models import Account
from kho.web.accounts.permits import NotAllowedError
from kho.web.accounts.rights import may
from kho.web.accounts.roles import Right
from kho.web.answering import aside
from kho.web.deliveries.models import FILE, Delivery, folder_of, new_key
from kho.web.deliveries.moving import Move, record_step
from kho.web.deliveries.places import contract_of, place
from kho.web.deliveries.states import State

LONGEST_NAME = 300


class EmptyFileHandedOverError(KhoError):
    """The file has nothing in it."""

    code = "KHO-A304"
    http_status = 400
    what = Message(vi="Tệp “{name}” rỗng.", en="The file “{name}” is empty.")
    mend = Message(vi="Chọn lại tệp có dữ liệu.", en="Choose the file that has the data.")


class TooLargeToReceiveError(KhoError):
    """The file is larger than the province takes."""

    code = "KHO-A305"
    http_status = 413
    what = Message(vi="Tệp lớn hơn giới hạn {limit} MB.", en="The file is larger than {limit} MB, the limit here.")
    mend = Message(
        vi="Chia nhỏ tệp, hoặc nhờ kỹ sư dữ liệu nâng giới hạn.",
        en="Split the file, or ask a data engineer to raise the limit.",
    )


def limit_mb() -> int:
    """The largest file that is taken, in MB."""
    return place().province.settings.storage.landing_limit_mb


def receive(  # noqa: PLR0913 - what a delivery is, all by keyword
    *, account: Account, dataset: DatasetName, file: Path, name: str, follows: Delivery | None = None, token: str = ""
) -> Delivery:
    """Take a file into the keeping of the portal and queue its check. The file is moved; the caller has none then.

    `name` is what its sender calls it, `token` the name of the token of a program that sends it. Raises
    NotAllowedError, NoSuchDatasetHereError, EmptyFileHandedOverError, TooLargeToReceiveError.
    """
    contract, size, limit = contract_of(dataset), file.stat().st_size, limit_mb()
    if not may(account, Right.DELIVER, contract.agency):
        raise NotAllowedError
    name = Path(name.replace("\\", "/")).name[-LONGEST_NAME:] or FILE
    if not size:
        raise EmptyFileHandedOverError(name=name)
    if size > limit * 2**20:
        raise TooLargeToReceiveError(limit=limit)
    key = new_key()
    with aside():
        sha256 = sha256_of(file)
        _keep(file, folder_of(key))
    delivery = Delivery(
        key=key,
        dataset=str(dataset),
        agency=contract.agency,
        sender=account,
        by=str(account),
        token=token,
        name=name,
        size=size,
        sha256=sha256,
        follows=follows,
    )
    with transaction.atomic():
        delivery.save()
        record_step(delivery, Move(to=State.RECEIVED, who=account, note=f"API · {token}" if token else ""), None)
    return delivery


def _keep(file: Path, folder: Path) -> None:
    """Move the file to where deliveries lie, whole on the disk before anybody is told that it was received."""
    folder.mkdir(parents=True)
    target = folder / FILE
    shutil.move(file, target)
    target.chmod(0o600)
    for path in (target, folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
