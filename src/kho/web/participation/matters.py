"""What is done with matters: begun, answered, brought from state to state; each kept with who did it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from kho.web.accounts.models import Account
from kho.web.audit.recording import Change, record
from kho.web.participation import telling
from kho.web.participation.failures import ClosedError, NotThatWayError, TooLateError
from kho.web.participation.flows import AUTHORS, FLOWS, STATES, Kind, State, moves
from kho.web.participation.following import follow_own
from kho.web.participation.limiting import Writer, check_free, take
from kho.web.participation.models import Comment, ContributedFile, Matter, ReportedRow, Row, Step, Used, Vote

EDITABLE: Final = timedelta(minutes=15)
"""How long somebody may change what they said."""
PORTAL: Final = "kho"
"""Who does what the portal does by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReport:
    """What is wrong in a row: `shown` is the row as it was in `version`."""

    row: str
    version: int
    shown: Row
    column: str
    proposed: str
    evidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFile:
    """A file that was received and kept."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class New:
    """What somebody begins."""

    kind: Kind
    title: str
    text: str = ""
    agency: str = ""
    dataset: str = ""
    link: str = ""
    use: str = ""
    datasets: Sequence[str] = field(default_factory=tuple)
    report: NewReport | None = None
    file: NewFile | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A change of state with what its state needs: a reason, the agency it goes to, a dataset, a version."""

    to: State
    why: str = ""
    agency: str = ""
    dataset: str = ""
    version: int | None = None


def begin(*, writer: Writer, new: New, language: str) -> Matter:
    """Begin a matter, which its author follows from then on. Raises TooOftenError, BlockedError."""
    with transaction.atomic():
        take(writer)
        first = FLOWS[new.kind].first
        matter = Matter.objects.create(
            kind=new.kind,
            state=first,
            agency=new.agency,
            dataset=new.dataset,
            title=new.title,
            text=new.text,
            link=new.link,
            use=new.use,
            author=writer.account,
        )
        _add(matter, new)
        Step.objects.create(matter=matter, who=writer.account, state=first)
        _record(writer.account, f"{new.kind}.begin", matter, Change(after={"title": new.title, "state": first}))
        follow_own(account=writer.account, matter=matter, language=language)
        telling.opened(matter)
    return matter


def _add(matter: Matter, new: New) -> None:
    """What some kinds have besides."""
    Used.objects.bulk_create(Used(matter=matter, dataset=each) for each in dict.fromkeys(new.datasets))
    if new.file is not None:
        ContributedFile.objects.create(matter=matter, name=new.file.name, digest=new.file.digest, size=new.file.size)
    if new.report is not None:
        told = new.report
        ReportedRow.objects.create(
            matter=matter,
            row=told.row,
            column=told.column,
            version=told.version,
            looked=told.version,
            shown=told.shown,
            proposed=told.proposed,
            evidence=told.evidence,
        )


def say(*, writer: Writer, matter: Matter, text: str) -> Comment:
    """Say something as a citizen. Raises TooOftenError, BlockedError, ClosedError."""
    with transaction.atomic():
        take(writer)
        return _said(writer.account, _open(matter), text, is_answer=False)


def answer(*, who: Account, matter: Matter, text: str) -> Comment:
    """Say something for the agency."""
    with transaction.atomic():
        return _said(who, _locked(matter), text, is_answer=True)


def _said(who: Account, matter: Matter, text: str, *, is_answer: bool) -> Comment:
    agency = matter.agency if is_answer else ""
    comment = Comment.objects.create(matter=matter, author=who, is_answer=is_answer, agency=agency, text=text)
    _touch(matter)
    _record(who, "comment.answer" if is_answer else "comment.say", matter, Change(after={"comment": comment.pk}))
    telling.said(comment)
    return comment


def edit(*, writer: Writer, comment: Comment, text: str) -> None:
    """Change one's own words while they are new. Raises TooLateError, BlockedError, ClosedError."""
    with transaction.atomic():
        check_free(writer.account)
        matter = _open(comment.matter)
        if not is_editable(comment):
            raise TooLateError(minutes=EDITABLE.seconds // 60)
        before, comment.text, comment.edited = comment.text, text, datetime.now(UTC)
        comment.save(update_fields=["text", "edited"])
        _record(writer.account, "comment.edit", matter, Change(before={"text": before}, after={"text": text}))


def is_editable(comment: Comment) -> bool:
    """Whether it was said lately, and stands."""
    return comment.hidden is None and datetime.now(UTC) - comment.said < EDITABLE


def vote(*, writer: Writer, matter: Matter, is_for: bool) -> None:
    """Say that one needs it too, or no longer. Raises BlockedError."""
    with transaction.atomic():
        check_free(writer.account)
        if is_for:
            Vote.objects.get_or_create(matter=matter, account=writer.account)
        else:
            Vote.objects.filter(matter=matter, account=writer.account).delete()
        _record(writer.account, "request.vote", matter, Change(after={"is_for": is_for}))


def move(*, who: Account, matter: Matter, move: Move) -> None:
    """Bring a matter to another state, for the agency. Raises NotThatWayError."""
    with transaction.atomic():
        matter = _locked(matter)
        if move.to not in moves(matter.kind, matter.state):
            raise _not_that_way(matter, move.to)
        _moved(who, matter, move, agency=matter.agency)


def close(*, writer: Writer, matter: Matter) -> None:
    """Close a discussion that one began. Raises NotThatWayError, BlockedError."""
    with transaction.atomic():
        check_free(writer.account)
        matter = _locked(matter)
        [to] = AUTHORS.get(State(matter.state), (None,))
        if to is None:
            raise _not_that_way(matter, State.CLOSED)
        _moved(writer.account, matter, Move(to=to), agency="")


def mended(*, matter: Matter, version: int) -> None:
    """A report's row now has the value that was proposed: the portal sees it by itself."""
    with transaction.atomic():
        matter = _locked(matter)
        if State.MENDED in moves(matter.kind, matter.state):
            _moved(None, matter, Move(to=State.MENDED, version=version), agency="")


def _moved(who: Account | None, matter: Matter, move: Move, *, agency: str) -> None:
    before = {"state": matter.state, "agency": matter.agency, "dataset": matter.dataset}
    matter.state = move.to
    matter.agency = move.agency or matter.agency
    matter.dataset = move.dataset or matter.dataset
    matter.changed = datetime.now(UTC)
    matter.save(update_fields=["state", "agency", "dataset", "changed"])
    step = Step.objects.create(matter=matter, who=who, agency=agency, state=move.to, why=move.why, version=move.version)
    after = {"state": matter.state, "agency": matter.agency, "dataset": matter.dataset, "why": move.why}
    _record(who, f"{matter.kind}.move", matter, Change(before=before, after={**after, "version": move.version}))
    telling.moved(matter, step)


def _locked(matter: Matter) -> Matter:
    """The matter as it is now, until the end of the transaction."""
    return Matter.objects.select_for_update().get(pk=matter.pk)


def _open(matter: Matter) -> Matter:
    matter = _locked(matter)
    if matter.state == State.CLOSED or matter.hidden is not None:
        raise ClosedError
    return matter


def _touch(matter: Matter) -> None:
    Matter.objects.filter(pk=matter.pk).update(changed=datetime.now(UTC))


def _record(who: Account | None, what: str, matter: Matter, change: Change) -> None:
    record(
        who=PORTAL if who is None else who.email,
        what=f"participation.{what}",
        about=f"{matter.kind} {matter.pk}",
        agency=matter.agency,
        change=change,
    )


def _not_that_way(matter: Matter, to: State) -> NotThatWayError:
    now, then = STATES[State(matter.state)], STATES[to]
    return NotThatWayError(now_vi=now.vi, now_en=now.en, then_vi=then.vi, then_en=then.en)
