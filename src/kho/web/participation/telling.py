"""What followers are told: each thing that happens is one event, told once."""

from datetime import UTC, datetime

from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.participation.flows import KINDS, STATES, Kind, State
from kho.web.participation.models import Comment, Event, Matter, Step

OPENED = Message("{kind_vi} mới: {title}", "New {kind_en}: {title}")
MOVED = Message("{kind_vi} “{title}”: {state_vi}", "{kind_en} “{title}”: {state_en}")
ANSWERED = Message("Cơ quan trả lời trong “{title}”", "The agency has answered in “{title}”")
SAID = Message("Có ý kiến mới trong “{title}”", "Somebody has written in “{title}”")
HIDDEN = Message("“{title}” đã bị gỡ: {why}", "“{title}” was taken down: {why}")
RESTORED = Message("“{title}” đã được đưa trở lại", "“{title}” was put back")
COMMENT_HIDDEN = Message(
    "Lời của bạn trong “{title}” đã bị gỡ: {why}", "What you said in “{title}” was taken down: {why}"
)
COMMENT_RESTORED = Message("Lời của bạn trong “{title}” đã được đưa trở lại", "What you said in “{title}” was put back")
REVIEWED: frozenset[str] = frozenset({Kind.REUSE, Kind.CONTRIBUTION})
"""Kinds that everybody sees only once they are listed."""


def is_for_all(matter: Matter) -> bool:
    """Whether everybody may read it now."""
    return matter.hidden is None and (matter.kind not in REVIEWED or matter.state == State.LISTED)


def opened(matter: Matter) -> None:
    """Somebody has begun a matter."""
    _happened(f"matter:{matter.pk}", matter, OPENED, by=matter.author)


def moved(matter: Matter, step: Step) -> None:
    """A matter has another state."""
    state = STATES[State(step.state)]
    _happened(f"step:{step.pk}", matter, MOVED, by=step.who, state_vi=state.vi, state_en=state.en)


def said(comment: Comment) -> None:
    """Somebody has said something."""
    told = ANSWERED if comment.is_answer else SAID
    _happened(f"comment:{comment.pk}", comment.matter, told, by=comment.author, comment=comment)


def hidden(matter: Matter, comment: Comment | None, *, by: Account, why: str) -> None:
    """Something was taken down, which its author alone is told."""
    told = HIDDEN if comment is None else COMMENT_HIDDEN
    _happened(_mark("hidden", matter), matter, told, by=by, comment=comment, only_author=True, why=why)


def restored(matter: Matter, comment: Comment | None, *, by: Account) -> None:
    """Something was put back, which its author alone is told."""
    told = RESTORED if comment is None else COMMENT_RESTORED
    _happened(_mark("restored", matter), matter, told, by=by, comment=comment, only_author=True)


def _mark(what: str, matter: Matter) -> str:
    return f"{what}:{matter.pk}:{datetime.now(UTC).timestamp()}"


def _happened(  # noqa: PLR0913 - each a fact of the event
    mark: str,
    matter: Matter,
    told: Message,
    *,
    by: Account | None,
    comment: Comment | None = None,
    only_author: bool = False,
    **fields: str,
) -> None:
    kind = KINDS[Kind(matter.kind)]
    names = {"kind_vi": kind.vi.capitalize(), "kind_en": kind.en.capitalize(), "title": matter.title}
    filled = told.filled(**{**names, "kind_en": kind.en if told is OPENED else kind.en.capitalize()}, **fields)
    Event.objects.create(
        mark=mark,
        when=datetime.now(UTC),
        dataset=matter.dataset,
        agency=matter.agency,
        matter=matter,
        comment=comment,
        vi=filled.vi,
        en=filled.en,
        is_public=is_for_all(matter) and not only_author,
        by=by,
    )
