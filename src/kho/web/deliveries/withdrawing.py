"""A published dataset is taken from the public, with a reason that it is told, and put back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.province.writing.applying import apply
from kho.province.writing.changing import Author, Change, file_change
from kho.province.writing.contract_words import with_word
from kho.publishing.publisher import look_again
from kho.publishing.shelves import folder_of
from kho.warehouse.tables import VIETNAM
from kho.web.accounts.models import Account
from kho.web.audit import recording
from kho.web.deliveries.deciding import NoReasonError
from kho.web.deliveries.places import NoSuchDatasetHereError, place

WORD = "kho.withdrawn"


class AlreadySoError(KhoError):
    """The dataset is withdrawn already, or is published already."""

    code = "KHO-A313"
    http_status = 409
    what = Message(vi="Bộ dữ liệu này đã ở trạng thái đó rồi.", en="The dataset is so already.")
    mend = Message(vi="Tải lại trang.", en="Load the page again.")


def withdraw_dataset(*, account: Account, dataset: DatasetName, reason: str, now: datetime | None = None) -> None:
    """Take a dataset from the public. Raises NoReasonError, AlreadySoError, and what changing the folder raises."""
    told = " ".join(reason.split())
    if not told:
        raise NoReasonError
    day = (now or timezone.now()).astimezone(VIETNAM).date()
    why = Message(f"Rút {dataset} khỏi công bố: {told}", f"Withdraw {dataset}: {told}")
    _write(account, dataset, {"reason": told, "day": day.isoformat()}, why)


def put_back(*, account: Account, dataset: DatasetName) -> None:
    """Publish a withdrawn dataset again. Raises AlreadySoError, and what changing the folder raises."""
    _write(account, dataset, None, Message(f"Công bố lại {dataset}", f"Publish {dataset} again"))


def _write(account: Account, dataset: DatasetName, told: Mapping[str, str] | None, why: Message) -> None:
    """Write the contract, audited in the transaction in which it is written; then everybody looks again at once."""
    contract, workplace = described(dataset), place()
    if (contract.withdrawn is None) is (told is None) or contract.file is None:
        raise AlreadySoError
    path = contract.file.relative_to(workplace.folder).as_posix()
    text = with_word(contract.file.read_text(encoding="utf-8"), path, WORD, told)

    @contextmanager
    def around() -> Iterator[None]:
        before = contract.withdrawn.reason if contract.withdrawn is not None else None
        after = told["reason"] if told is not None else None
        change = recording.Change(before={"withdrawn": before}, after={"withdrawn": after})
        verb = "dataset.withdraw" if told is not None else "dataset.put_back"
        with transaction.atomic():
            recording.record(who=account.email, what=verb, about=str(dataset), agency=contract.agency, change=change)
            yield

    apply(
        workplace.folder,
        Change(files=(file_change(workplace.folder, path, text),), why=why, author=_author(account)),
        state=settings.CONFIGURATION.state,
        around=around,
    )
    look_again(folder_of(workplace.warehouse, settings.CONFIGURATION.own))


def described(dataset: DatasetName) -> Contract:
    """The contract of a dataset, computed ones too. Raises NoSuchDatasetHereError."""
    found = place().province.datasets.get(dataset)
    if found is None:
        raise NoSuchDatasetHereError(name=dataset)
    return found


def _author(account: Account) -> Author:
    return Author(name=str(account), email=account.email)
