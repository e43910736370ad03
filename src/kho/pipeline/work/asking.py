"""What a person asks of the work: run this, take this file, try that again."""

import secrets
import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.set_aside import Troubles
from kho.pipeline.work.queue import Order, Queue, State, Why

HANDED = "handed"
"""The part of the state folder with copies of files handed over."""


class NothingToRetryError(KhoError):
    """Nothing failed or was set aside."""

    code = "KHO-R716"
    what = Message(
        vi="Không có việc nào đang chờ thử lại, đã thôi thử hay để riêng.",
        en="Nothing waits to be tried again, was given up or set aside.",
    )
    mend = Message(
        vi="Xem `kho work status`; để chạy một bộ dữ liệu: `kho work add co-quan/bo-du-lieu`.",
        en="See `kho work status`; to run a dataset: `kho work add agency/dataset`.",
    )


def handed_over(state: Path, dataset: DatasetName, file: Path, *, by: str) -> Order:
    """The order to run a file; a copy of it is kept until it is landed, so that the person may go on with theirs."""
    folder = state / HANDED / secrets.token_hex(8)
    folder.mkdir(parents=True)
    copy = folder / file.name
    shutil.copyfile(file, copy)
    return Order(dataset=dataset, why=Why.HAND, file=copy, by=by)


def clear(state: Path, order: Order) -> None:
    """Take away the copy of a file that was handed over, once it is landed."""
    if order.file is not None and order.file.is_relative_to(state / HANDED):
        shutil.rmtree(order.file.parent, ignore_errors=True)


def retry(queue: Queue, troubles: Troubles, names: Collection[DatasetName], *, by: str) -> list[Order]:
    """Try again now what waits after a failure, was given up or set aside; of all datasets where none is named.

    Raises NothingToRetryError.
    """
    found = [order for order in _stuck(queue, troubles) if not names or order.dataset in names]
    if not found:
        raise NothingToRetryError
    orders = [replace(order, why=Why.HAND, by=order.by or by) for order in found]
    for order in orders:
        queue.add(order)
    return orders


def _stuck(queue: Queue, troubles: Troubles) -> Iterator[Order]:
    for job in queue.jobs():
        if job.state is State.GIVEN_UP or (job.state is State.WAITING and job.error is not None):
            yield job.order
    for trouble in troubles.all():
        if trouble.since is not None:
            yield Order(dataset=trouble.dataset, why=Why.HAND, run=trouble.run)
