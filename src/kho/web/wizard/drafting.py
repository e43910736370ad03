"""What is done with drafts: begun, answered, tried, thrown away; what is begun and ended is recorded."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.db import transaction

from kho.contracts.guess.describe import Described, Description
from kho.contracts.guess.known import Known
from kho.contracts.guess.slugs import dataset_slug
from kho.contracts.guess.suggestions import RuleKind
from kho.contracts.model import Column, Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.mapping import map_columns
from kho.pipeline.surveying import Survey, read_survey
from kho.sources.base import SourceColumn
from kho.web.accounts.models import Account
from kho.web.accounts.permits import NotAllowedError
from kho.web.accounts.rights import may
from kho.web.accounts.roles import Right
from kho.web.audit.recording import Change, record
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.places import contract_of, place
from kho.web.deliveries.receiving import EmptyFileHandedOverError
from kho.web.wizard import building
from kho.web.wizard.answers import Answers, ColumnAnswer, RuleAnswer, as_json, descriptions
from kho.web.wizard.models import DESCRIBED, State, WizardDraft

LONGEST_NAME: Final = 300


class NoSuchDraftError(KhoError):
    """No draft has this key."""

    code = "KHO-A501"
    http_status = 404
    what = Message(vi="Không có bản mô tả đang làm này.", en="There is no such description under way.")
    mend = Message(
        vi="Chọn trong danh sách, hoặc bắt đầu từ một tệp.", en="Choose one from the list, or begin with a file."
    )


class NotOpenError(KhoError):
    """The draft takes no answers now."""

    code = "KHO-A502"
    http_status = 409
    what = Message(vi="Bản mô tả này không sửa được lúc này.", en="This description cannot be changed now.")
    mend = Message(vi="Mở lại trang để xem nó đang ở bước nào.", en="Load the page again to see where it stands.")


class NoFileKeptError(KhoError):
    """The delivery's file is not kept any more."""

    code = "KHO-A503"
    http_status = 409
    what = Message(vi="Tệp của đợt gửi này không còn được giữ.", en="The file of this delivery is not kept any more.")
    mend = Message(vi="Gửi lại tệp rồi mô tả lại.", en="Hand the file over once more, then describe it.")


def found(key: str) -> WizardDraft:
    """The draft with this key. Raises NoSuchDraftError."""
    draft = WizardDraft.objects.filter(key=key).first()
    if draft is None:
        raise NoSuchDraftError
    return draft


def begin(*, account: Account, agency: str, file: Path, name: str) -> WizardDraft:
    """Begin to describe a new dataset by a file, which is moved. Raises NotAllowedError, EmptyFileHandedOverError."""
    if not may(account, Right.DESCRIBE, agency):
        raise NotAllowedError
    name = Path(name.replace("\\", "/")).name[-LONGEST_NAME:] or "file"
    size = file.stat().st_size
    if not size:
        raise EmptyFileHandedOverError(name=name)
    return _begun(WizardDraft(owner=account, agency=agency, name=name, size=size), file)


def begin_again(*, account: Account, delivery: Delivery) -> WizardDraft:
    """Begin to describe a delivery's dataset again, by its file. Raises NotAllowedError, NoFileKeptError."""
    if not may(account, Right.DESCRIBE, delivery.agency):
        raise NotAllowedError
    contract = contract_of(delivery.dataset_name)
    if not delivery.file.exists():
        raise NoFileKeptError
    copied = delivery.folder / "again"
    shutil.copyfile(delivery.file, copied)
    draft = WizardDraft(
        owner=account, agency=contract.agency, renews=str(contract.name), name=delivery.name, size=delivery.size
    )
    return _begun(draft, copied)


def _begun(draft: WizardDraft, file: Path) -> WizardDraft:
    draft.folder.mkdir(parents=True)
    shutil.move(file, draft.file)
    draft.file.chmod(0o600)
    with draft.file.open("rb") as opened:
        os.fsync(opened.fileno())
    with transaction.atomic():
        draft.save()
        _record(draft, "description.begin")
    return draft


def throw_away(*, account: Account, draft: WizardDraft) -> None:
    """Give a draft up: its file and answers are removed."""
    with transaction.atomic():
        _record(draft, "description.throw_away", by=account)
        draft.delete()
    shutil.rmtree(draft.folder, ignore_errors=True)


def sweep(draft: WizardDraft) -> None:
    """Remove a draft that nobody needs any more, its file and answers; the record keeps that it was there.

    One that somebody has touched meanwhile stays.
    """
    with transaction.atomic():
        if not WizardDraft.objects.filter(pk=draft.pk, changed=draft.changed).delete()[0]:
            return
        about = f"{draft.renews or draft.agency} {draft.name}"
        record(who="kho", what="description.swept", about=about, agency=draft.agency, change=Change())
    shutil.rmtree(draft.folder, ignore_errors=True)


def _record(draft: WizardDraft, what: str, by: Account | None = None) -> None:
    about = f"{draft.renews or draft.agency} {draft.name}"
    record(who=(by or draft.owner).email, what=what, about=about, agency=draft.agency, change=Change())


def answer(draft: WizardDraft, answers: Answers, *, step: str) -> None:
    """Keep answers, and have them tried where they make another contract. Raises NotOpenError."""
    if draft.stands not in {State.OPEN, State.REFUSED}:
        raise NotOpenError
    draft.answers, draft.step, draft.state = as_json(answers), step, State.OPEN
    if answers.kept:
        draft.asked = building.digest_of(contract_of_draft(draft))
        draft.attempts = 0
    draft.save(update_fields=["answers", "step", "state", "asked", "attempts", "changed"])


def contract_of_draft(draft: WizardDraft) -> Contract:
    """The contract that the answers so far make."""
    answers = draft.answered
    read = survey_of(draft).tables[answers.table or 0].read
    return building.contract_of(draft.agency, draft.name, answers, read=read, present=present_of(draft))


def present_of(draft: WizardDraft) -> Contract | None:
    """The contract that is described again, as it is in the folder; None for a new one."""
    return contract_of(DatasetName.parse(draft.renews)) if draft.renews else None


def survey_of(draft: WizardDraft) -> Survey:
    """The tables of its file. Raises NoSurveyError."""
    return read_survey(draft.found)


def description_of(draft: WizardDraft) -> Description | None:
    """What was proposed for the chosen table; None where none is chosen."""
    file = draft.folder / DESCRIBED
    return descriptions().validate_json(file.read_bytes()) if file.exists() else None


def want_table(draft: WizardDraft, table: int) -> None:
    """Have a table of the file described: what was answered for another one goes. Raises NotOpenError."""
    if draft.stands not in {State.OPEN, State.REFUSED}:
        raise NotOpenError
    if draft.answered.table == table and draft.answered.columns:
        return
    draft.answers, draft.state, draft.asked, draft.checked = as_json(Answers(table=table)), State.READING, "", ""
    draft.save(update_fields=["answers", "state", "asked", "checked", "changed"])


def choose(draft: WizardDraft, table: int, described: Description, steward: str) -> None:
    """Take a table of the file, with what is proposed for it."""
    (draft.folder / DESCRIBED).write_bytes(descriptions().dump_json(described))
    present = present_of(draft)
    answers = _again(draft, table, described, present) if present else _proposed(draft, table, described, steward)
    draft.state = State.OPEN  # only now, with its answers: pages go by it
    answer(draft, answers, step="columns")


def _proposed(draft: WizardDraft, table: int, described: Description, steward: str) -> Answers:
    stem = draft.name.rpartition(".")[0] or draft.name
    return Answers(
        table=table,
        columns=tuple(map(_answer, described.columns)),
        rules=_rules(described),
        load=described.load,
        steward=steward,
        dataset=dataset_slug(stem),
        title=stem.replace("_", " ").replace("-", " ").strip(),
        licence="CC-BY-4.0",
    )


def _rules(described: Description) -> tuple[RuleAnswer, ...]:
    """The suggested rules but those of filled cells, which are the columns' own."""
    return tuple(
        RuleAnswer(rule=each, on=each.on, low=each.low, high=each.high)
        for each in described.rules
        if each.kind is not RuleKind.FILLED
    )


def _answer(each: Described) -> ColumnAnswer:
    return ColumnAnswer(column=each.column, place=each.place, header=each.header, left_out=each.left_out)


def _again(draft: WizardDraft, table: int, described: Description, present: Contract) -> Answers:
    """The contract that is there, with the columns that the file has besides; those it lacks need no value."""
    source = [
        SourceColumn(position=each.column.position or each.place + 1, header=(each.header,))
        for each in described.columns
    ]
    mapped = map_columns(present.columns, survey_of(draft).tables[table].columns or source)
    ours = {place - 1: present.column(name) for name, place in mapped.places.items()}
    known = [
        ColumnAnswer(column=ours[each.place], place=each.place, header=each.header)
        if each.place in ours
        else _new(each, present)
        for each in described.columns
    ]
    from_name = [each for each in present.columns if each.from_name is not None]
    absent = [present.column(name) for name in mapped.absent]
    more = [ColumnAnswer(column=each, place=None, header=each.title) for each in from_name]
    gone = [ColumnAnswer(column=_without_values(each), place=None, header=each.title) for each in absent]
    return Answers(
        table=table,
        columns=(*more, *known, *gone),
        load=present.load,
        frequency=present.frequency or "",
        steward=present.steward or "",
        dataset=present.name.dataset,
        title=present.title,
        description=present.description,
        domain=present.domain or "",
        licence=present.licence or "",
        access=present.access,
    )


def _without_values(column: Column) -> Column:
    """A column that the file lacks: the table keeps it, as its earlier rows have it; later ones may not."""
    return replace(column, required=column.primary_key is not None)


def _new(each: Described, present: Contract) -> ColumnAnswer:
    """A column that the contract does not have yet: no part of its key, nothing that earlier deliveries would break."""
    taken = {column.name for column in present.columns}
    name = each.column.name if each.column.name not in taken else f"{each.column.name}_{each.place + 1}"
    column: Column = replace(each.column, name=name, primary_key=None, required=False)
    return ColumnAnswer(column=column, place=each.place, header=each.header, left_out=each.left_out)


def known() -> Known:
    """What the province knows of codes and units today."""
    from kho.pipeline.surveying import known_of

    now = place()
    return known_of(now.province, now.clock().date())
