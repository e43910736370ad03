"""What has changed in the files of a proposal since it was made, by whom; and what it makes of them as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass

from kho.province.writing.changing import FileChange, Version
from kho.province.writing.merging import merge
from kho.web.changes import writing
from kho.web.changes.differences import Difference, difference
from kho.web.changes.models import Proposal, ProposedFile, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """A file that is another than its proposer saw. `overlaps`: how often both changed the same lines.

    `versions` are the changes on record, newest first; none where somebody changed the file by hand.
    """

    since: Difference
    versions: Sequence[Version]
    overlaps: int


def conflicts(proposal: Proposal) -> Sequence[Conflict]:
    """The conflicts of a proposal that waits. Raises OSError, UnicodeDecodeError, RepositoryError."""
    if proposal.state != State.PROPOSED.value:
        return ()
    files = proposal.files.all()
    return [_conflict(proposal, each) for each in files if writing.becoming(each.path, None).seen != each.seen]


def brought_up(proposed: ProposedFile) -> FileChange:
    """What a file becomes, made of it as it is now; where both changed the same lines, the proposer's stand."""
    return writing.becoming(proposed.path, _merged(proposed)[0])


def _conflict(proposal: Proposal, proposed: ProposedFile) -> Conflict:
    versions = [each for each in writing.history(proposed.path) if each.when > proposal.made]
    since = difference(proposed.path, proposed.before, writing.text_now(proposed.path))
    return Conflict(since=since, versions=versions, overlaps=_merged(proposed)[1])


def _merged(proposed: ProposedFile) -> tuple[str | None, int]:
    """A file that is new or goes is taken whole, as its proposer has it."""
    now = writing.text_now(proposed.path)
    if proposed.before is None or proposed.after is None or not now:
        return proposed.after, int(now != (proposed.before or ""))
    both = merge(proposed.before, now, proposed.after)
    return both.text, both.overlaps
