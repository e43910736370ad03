"""What is done with changes: made at once, proposed, approved, refused, withdrawn; each is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kho.province.writing.changing import Change, FileChange, content_of
from kho.province.writing.keeping import shown
from kho.province.writing.places import check_place
from kho.province.writing.trial import check_change
from kho.web.accounts.models import WHOLE_PROVINCE, Account
from kho.web.accounts.permits import NotAllowedError
from kho.web.accounts.rights import agencies_with, may, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.audit.recording import record
from kho.web.changes import writing
from kho.web.changes.conflicts import brought_up
from kho.web.changes.errors import AlreadyDecidedError, OwnProposalError, ReasonNeededError
from kho.web.changes.models import Proposal, ProposedFile, State
from kho.web.holding import held

_PROPOSERS: Final = (Right.DESCRIBE, Right.REGISTERS)
FOUR_EYES: Final = "four eyes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a change: it was made, or it waits as `proposal`; neither where nothing changes."""

    is_made: bool
    proposal: Proposal | None = None


def propose_or_apply(*, account: Account, agency: str, change: Change) -> Outcome:
    """Make a change of the province folder, or keep it for another person to approve; for the agency with this id.

    It waits where the account may not write these files for the agency, and where the province wants four eyes. Raises
    NotAllowedError for who may not even propose, and the errors of `kho.province.writing`.
    """
    if not any(may_somewhere(account, right) for right in _PROPOSERS):
        raise NotAllowedError
    if _may_write(account, agency, change) and not _wants_four_eyes(change):
        return Outcome(is_made=writing.write(change, _made(account, agency, change)))
    return Outcome(is_made=False, proposal=_propose(account, agency, change))


def approve(*, account: Account, proposal: Proposal) -> None:
    """Make a proposed change. Raises OwnProposalError, AlreadyDecidedError and the errors of `kho.province.writing`."""
    if proposal.by.pk == account.pk:
        raise OwnProposalError
    change = Change(
        files=[FileChange(path=each.path, text=each.after, seen=each.seen) for each in proposal.files.all()],
        why=proposal.why,
        author=writing.author(proposal.by),
        approved_by=writing.author(account),
    )
    if not writing.write(change, _decided(account, proposal, State.APPLIED)):
        with _decided(account, proposal, State.APPLIED):
            pass


def refuse(*, account: Account, proposal: Proposal, reason: str) -> None:
    """Refuse a proposed change. Raises ReasonNeededError, OwnProposalError, AlreadyDecidedError."""
    if proposal.by.pk == account.pk:
        raise OwnProposalError
    if not reason.strip():
        raise ReasonNeededError
    with _decided(account, proposal, State.REFUSED, reason.strip()):
        pass


def withdraw(*, account: Account, proposal: Proposal) -> None:
    """Take one's own proposal back. Raises NotAllowedError, AlreadyDecidedError."""
    if proposal.by.pk != account.pk:
        raise NotAllowedError
    with _decided(account, proposal, State.WITHDRAWN):
        pass


def take_up(*, account: Account, proposal: Proposal) -> Proposal | None:
    """Propose one's own change anew, made of the files as they are now; None where nothing of it is left to change.

    Raises NotAllowedError, AlreadyDecidedError, MistakesError.
    """
    if proposal.by.pk != account.pk:
        raise NotAllowedError
    files = [brought_up(each) for each in proposal.files.all()]
    change = Change(files=files, why=proposal.why, author=writing.author(account))
    with transaction.atomic():
        made = _propose(account, proposal.agency, change)
        with _decided(account, proposal, State.WITHDRAWN):
            Proposal.objects.filter(pk=proposal.pk).update(taken_up=made)
    return made


def to_review(account: Account) -> QuerySet[Proposal]:
    """The proposals of others that wait for somebody's review."""
    agencies = agencies_with(account, Right.REVIEW)
    others = Proposal.objects.filter(state=State.PROPOSED).exclude(by=account)
    return others if WHOLE_PROVINCE in agencies else others.filter(agency__in=agencies)


def _right(path: str) -> Right:
    return Right.REGISTERS if PurePosixPath(path).parts[0] in _REGISTERS else Right.DESCRIBE


_REGISTERS: Final = frozenset({"agencies.yaml", "systems.yaml", "codelists", "units"})


def _may_write(account: Account, agency: str, change: Change) -> bool:
    return all(may(account, _right(each.path), _owner(each.path, agency)) for each in change.files)


def _owner(path: str, agency: str) -> str:
    """Whose the file is: a contract's agency stands in its path, shared lists and queries are the province's."""
    parts = PurePosixPath(path).parts
    if parts[0] == "contracts":
        return parts[1]
    return agency if path in {"agencies.yaml", "systems.yaml"} else WHOLE_PROVINCE


def _wants_four_eyes(change: Change) -> bool:
    review = held().place.province.settings.review
    wanted = {Right.REGISTERS: review.registers, Right.DESCRIBE: review.contracts}
    return any(wanted[_right(each.path)] == FOUR_EYES for each in change.files)


def _propose(account: Account, agency: str, change: Change) -> Proposal | None:
    """Keep the proposal, of a change that could be made now. Raises MistakesError, OutsideFolderError."""
    folder = writing.folder()
    for each in change.files:
        check_place(folder, each.path)
    now = {each.path: content_of(folder, each.path) for each in change.files}
    if all(now[each.path] == each.content for each in change.files):
        return None
    check_change(folder, change, state=writing.configuration().state)
    with transaction.atomic():
        proposal = Proposal.objects.create(agency=agency, why_vi=change.why.vi, why_en=change.why.en, by=account)
        texts = {each.path: _now(each.path) for each in change.files}
        ProposedFile.objects.bulk_create(
            ProposedFile(proposal=proposal, path=each.path, seen=each.seen, before=texts[each.path], after=each.text)
            for each in change.files
        )
        lines = writing.recorded([(each.path, texts[each.path], each.text) for each in change.files])
        record(who=account.email, what="change.propose", about=str(proposal), agency=agency, change=lines)
    return proposal


def _now(path: str) -> str | None:
    content = content_of(writing.folder(), path)
    return None if content is None else shown(content)


@contextmanager
def _made(account: Account, agency: str, change: Change) -> Iterator[None]:
    """The transaction in which a change that needs nobody else is recorded."""
    lines = writing.recorded([(each.path, _now(each.path), each.text) for each in change.files])
    with transaction.atomic():
        record(who=account.email, what="change.make", about=change.why.vi, agency=agency, change=lines)
        yield


@contextmanager
def _decided(account: Account, proposal: Proposal, state: State, reason: str = "") -> Iterator[None]:
    """The transaction in which a proposal comes to its end. Raises AlreadyDecidedError."""
    with transaction.atomic():
        now = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if now.state != State.PROPOSED.value:
            raise AlreadyDecidedError
        now.state, now.reason, now.decided_by, now.decided = state.value, reason, account, timezone.now()
        now.save(update_fields=["state", "reason", "decided_by", "decided"])
        lines = writing.recorded([(each.path, each.before, each.after) for each in now.files.all()])
        lines = lines if state is State.APPLIED else writing.recorded([])
        record(who=account.email, what=f"change.{state}", about=str(now), agency=now.agency, change=lines)
        yield
        proposal.state = state.value
