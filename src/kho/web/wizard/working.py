"""Does what drafts wait for, in the process that takes deliveries: reads files, tries contracts, publishes."""

import shutil
from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import F
from django.utils import timezone

from kho.contracts.guess.describe import describe
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.progress import Step
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import RunError
from kho.pipeline.surveying import samples, survey, try_described
from kho.pipeline.trial import Handed
from kho.web.changes.models import State as Change
from kho.web.deliveries import deciding
from kho.web.deliveries.places import place
from kho.web.deliveries.states import State as Delivered
from kho.web.deliveries.working import MOST_ATTEMPTS, StoppedTooOftenError
from kho.web.wizard import drafting, finishing
from kho.web.wizard.building import digest_of
from kho.web.wizard.models import State, WizardDraft


class TableTooWideError(KhoError):
    """The table has more columns than pages can ask about."""

    code = "KHO-A504"
    what = Message(vi="Bảng có {count} cột, quá {most} cột.", en="The table has {count} columns, more than {most}.")
    mend = Message(
        vi="Nhờ kỹ sư dữ liệu mô tả tệp này bằng `kho contract infer`.",
        en="Ask a data engineer to describe this file by `kho contract infer`.",
    )


MOST_COLUMNS: Final = 200


class _Told:
    """Progress, kept with the draft so that its pages can tell it."""

    def __init__(self, draft: WizardDraft) -> None:
        self._key = draft.key

    def step(self, dataset: DatasetName, step: Step, rows: int | None = None) -> None:  # noqa: ARG002  the protocol's
        """The draft's check is at `step`."""
        WizardDraft.objects.filter(key=self._key).update(at=step, rows=rows)


def work_one() -> bool:
    """Take the draft whose turn it is one step further; False where none waits."""
    for state, do in _WORK.items():
        for draft in WizardDraft.objects.filter(state=state).order_by("changed"):
            if do(draft):
                return True
    return False


def _read(draft: WizardDraft) -> bool:
    """Look the file through, or describe the table that was chosen; a lone one at once."""
    try:
        _count(draft)
        chosen = draft.answered.table
        if chosen is None and len(survey(draft.file, name=draft.name, into=draft.found).tables) == 1:
            chosen = 0
        if chosen is None:
            WizardDraft.objects.filter(key=draft.key).update(state=State.OPEN, attempts=0)
        else:
            describe_table(draft, chosen)
    except Exception as error:  # noqa: BLE001 - told on the draft's page; the others go on
        _stop(draft, State.UNREADABLE, error)
    return True


def describe_table(draft: WizardDraft, table: int) -> None:
    """Describe a table of the file. Raises TableTooWideError."""
    found = drafting.survey_of(draft)
    if len(found.tables[table].columns) > MOST_COLUMNS:
        raise TableTooWideError(count=len(found.tables[table].columns), most=MOST_COLUMNS)
    described = describe(samples(draft.found, found, table), drafting.known())
    drafting.choose(draft, table, described, steward=draft.owner.email)


def _check(draft: WizardDraft) -> bool:
    """Try the contract that the answers make, with all rows of the file."""
    if draft.asked == draft.checked:
        return False
    try:
        _count(draft)
        contract = drafting.contract_of_draft(draft)
        handed = Handed(file=draft.file, name=draft.name, by=draft.owner.email)
        try_described(place(), contract, handed, into=draft.trial, progress=_Told(draft))
        fields = {"checked": digest_of(contract), "trouble": None, "attempts": 0, "at": "", "rows": None}
        WizardDraft.objects.filter(key=draft.key).update(**fields)
    except Exception as error:  # noqa: BLE001 - told on the draft's page; the others go on
        shutil.rmtree(draft.trial, ignore_errors=True)
        told = _told(RunError.of(as_told(error)))
        WizardDraft.objects.filter(key=draft.key).update(checked=F("asked"), trouble=told, attempts=0, at="", rows=None)
    return True


def _approved(draft: WizardDraft) -> bool:
    """Go on where the proposed contract was approved, or is not to be; follow it where it was taken up anew."""
    if draft.proposal is not None and draft.proposal.taken_up is not None:
        WizardDraft.objects.filter(key=draft.key).update(proposal=draft.proposal.taken_up)
        return True
    state = draft.proposal.state if draft.proposal is not None else Change.WITHDRAWN.value
    if state == Change.PROPOSED.value:
        return False
    if state == Change.APPLIED.value:
        WizardDraft.objects.filter(key=draft.key).update(state=State.WRITTEN, changed=timezone.now())
    else:
        WizardDraft.objects.filter(key=draft.key).update(state=State.REFUSED, changed=timezone.now())
    return True


def _publish(draft: WizardDraft) -> bool:
    """Hand the file over under its contract, publish it when it is checked; False where it is not yet."""
    try:
        if draft.delivery is None:
            finishing.hand_over(draft)
            return True
        return _published(draft)
    except Exception as error:  # noqa: BLE001 - told on the draft's page; the others go on
        _stop(draft, State.STOPPED, error)
        return True


def _published(draft: WizardDraft) -> bool:
    delivery = draft.delivery
    if delivery is None or delivery.stands in {Delivered.RECEIVED, Delivered.CHECKING, Delivered.PUBLISHING}:
        return False
    if delivery.stands is Delivered.PUBLISHED:
        finishing.end(draft)
    elif delivery.trouble is None and deciding.is_publishable(delivery):
        deciding.publish(account=draft.owner, key=delivery.key)
    else:
        WizardDraft.objects.filter(key=draft.key).update(state=State.STOPPED, changed=timezone.now())
    return True


def _count(draft: WizardDraft) -> None:
    """Count the attempt. Raises StoppedTooOftenError where earlier ones ended this process."""
    if draft.attempts >= MOST_ATTEMPTS:
        raise StoppedTooOftenError(count=draft.attempts)
    WizardDraft.objects.filter(key=draft.key).update(attempts=F("attempts") + 1)


def _stop(draft: WizardDraft, state: State, error: Exception) -> None:
    told = _told(RunError.of(as_told(error)))
    WizardDraft.objects.filter(key=draft.key).update(
        state=state, trouble=told, attempts=0, at="", changed=timezone.now()
    )


def _told(error: RunError) -> dict[str, str]:
    return {
        "code": error.code,
        "what_vi": error.what.vi,
        "what_en": error.what.en,
        "mend_vi": error.mend.vi,
        "mend_en": error.mend.en,
    }


_WORK: Final[Mapping[State, Callable[[WizardDraft], bool]]] = {
    State.WRITTEN: _publish,
    State.PROPOSED: _approved,
    State.OPEN: _check,
    State.READING: _read,
}
