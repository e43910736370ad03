"""The end of a description: the contract is written or proposed, then the file goes the way of every delivery."""

import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils import timezone

from kho.contracts.model import Contract
from kho.errors import KhoError
from kho.messages import Message
from kho.province.writing.changing import Change, FileChange
from kho.web.accounts.models import Account
from kho.web.audit.recording import record
from kho.web.changes import writing
from kho.web.changes.proposing import propose_or_apply
from kho.web.deliveries.models import folder_of
from kho.web.deliveries.places import place
from kho.web.deliveries.receiving import receive
from kho.web.wizard import building, drafting
from kho.web.wizard.keeping import kept_in
from kho.web.wizard.models import State, WizardDraft


class NotAnsweredError(KhoError):
    """Something that only a person can say is not said."""

    code = "KHO-A505"
    http_status = 409
    what = Message(vi="Còn thiếu: {vi}.", en="Missing: {en}.")
    mend = Message(vi="Quay lại bước đó và điền.", en="Go back to that step and say it.")


class NameTakenError(KhoError):
    """Another dataset of the agency has this name."""

    code = "KHO-A506"
    http_status = 409
    what = Message(vi="Cơ quan đã có bộ dữ liệu tên “{name}”.", en="The agency has a dataset “{name}” already.")
    mend = Message(vi="Đặt tên khác ở bước giới thiệu.", en="Give another name on the page about the dataset.")


def finish(*, account: Account, draft: WizardDraft) -> None:
    """Write the contract, or propose it. Raises NotAnsweredError, NameTakenError, and as the folder's changes do."""
    if draft.stands not in {State.OPEN, State.REFUSED}:
        raise drafting.NotOpenError
    _check(draft)
    contract = drafting.contract_of_draft(draft)
    if not draft.renews and contract.name in place().province.datasets:
        raise NameTakenError(name=contract.name)
    verb = Message("Mô tả lại", "Describe again") if draft.renews else Message("Mô tả", "Describe")
    why = Message(f"{verb.vi} {contract.name}: {contract.title}", f"{verb.en} {contract.name}: {contract.title}")
    change = Change(files=(_file(draft, contract),), why=why, author=writing.author(account))
    outcome = propose_or_apply(account=account, agency=contract.agency, change=change)
    state = State.PROPOSED if outcome.proposal is not None else State.WRITTEN
    WizardDraft.objects.filter(key=draft.key).update(
        state=state, proposal=outcome.proposal, owner=account, step="finish", trouble=None
    )


def _file(draft: WizardDraft, contract: Contract) -> FileChange:
    """What the contract's file becomes. Raises UnicodeDecodeError."""
    path, present = building.path_of(contract), drafting.present_of(draft)
    if present is None:
        return writing.becoming(path, building.text_of(contract))
    return writing.becoming(path, kept_in(writing.text_now(path), present, contract))


def _check(draft: WizardDraft) -> None:
    answers = draft.answered
    if not answers.kept:
        raise NotAnsweredError(vi="chưa chọn bảng và cột", en="no table and columns are chosen")
    if answers.access is None:
        raise NotAnsweredError(vi="chưa chọn ai được xem", en="who may see it is not chosen")


def hand_over(draft: WizardDraft) -> None:
    """Send a copy of the file as the dataset's delivery, in the name of who described it."""
    contract = drafting.contract_of_draft(draft)
    with NamedTemporaryFile(dir=_incoming(), delete=False) as copied:
        copy = Path(copied.name)
    shutil.copyfile(draft.file, copy)
    try:
        delivery = receive(account=draft.owner, dataset=contract.name, file=copy, name=draft.name)
    finally:
        copy.unlink(missing_ok=True)
    WizardDraft.objects.filter(key=draft.key).update(delivery=delivery)


def end(draft: WizardDraft) -> None:
    """The dataset is published: what was kept to describe it goes."""
    with transaction.atomic():
        WizardDraft.objects.filter(key=draft.key).update(state=State.DONE, changed=timezone.now())
        about = f"{draft.agency} {draft.name}"
        record(who=draft.owner.email, what="description.end", about=about, agency=draft.agency)
    draft.file.unlink(missing_ok=True)
    shutil.rmtree(draft.trial, ignore_errors=True)


def _incoming() -> Path:
    folder = folder_of("incoming")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
