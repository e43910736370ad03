"""The pages: all agencies that one may see at a glance, and one of them in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kho.contracts.model import Contract
from kho.pipeline.workplace import Workplace
from kho.province.agencies import Agency
from kho.warehouse.tables import VIETNAM
from kho.web.accounts.inviting import NoSuchAgencyError
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, agencies_with, may
from kho.web.accounts.roles import Right
from kho.web.board.drawing import Line, line
from kho.web.board.standing import Month, Standing, mean, most_broken, over_time, standings
from kho.web.board.using import Using, using
from kho.web.deliveries.places import place


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """One agency at a glance; `score` is the mean of its datasets', 0 to 1."""

    agency: Agency
    datasets: int
    late: int
    failing: int
    score: float | None

    @classmethod
    def of(cls, agency: Agency, found: Sequence[Standing]) -> "Glance":
        """That of an agency's datasets."""
        return cls(
            agency=agency,
            datasets=len(found),
            late=sum(each.is_late for each in found),
            failing=sum(each.is_failing for each in found),
            score=mean(each.assessment.score.total for each in found),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class UsedDataset:
    """A dataset with how it is used."""

    contract: Contract
    using: Using


@needs(Right.BOARD)
def boards(request: HttpRequest) -> HttpResponse:
    """The agencies whose data one may see, those in most need of care first; who may see one alone is led to it."""
    workplace = place()
    mine = agencies_with(account_of(request), Right.BOARD)
    with_data = {each.agency for each in workplace.province.datasets.values()}
    shown = sorted(with_data if WHOLE_PROVINCE in mine else mine & workplace.province.agencies.keys())
    if len(shown) == 1:
        return redirect("board_of", shown[0])
    agencies = workplace.province.agencies
    found = [Glance.of(agencies[each], standings(workplace, of_agency(workplace, each))) for each in shown]
    found.sort(key=lambda each: (-each.failing, -each.late, each.score if each.score is not None else 2.0))
    return render(request, "board/boards.html", {"glances": found})


@needs(Right.BOARD, of=lambda found: str(found["name"]))
def board(request: HttpRequest, name: str) -> HttpResponse:
    """How the data of one agency stands. Raises NoSuchAgencyError."""
    workplace = place()
    found = standings(workplace, of_agency(workplace, name))
    now = workplace.clock()
    months = over_time(found, now)
    shown = {
        "agency": agency_of(workplace, name),
        "glance": Glance.of(agency_of(workplace, name), found),
        "due": sorted((each for each in found if each.is_due or each.is_late), key=_due),
        "failing": [each for each in found if each.is_failing],
        "standings": sorted(found, key=_total),
        "months": months,
        "line": _line(months),
        "broken": most_broken(found),
        "used": _used(found, using([str(each.contract.name) for each in found], now.astimezone(VIETNAM).date())),
        "may_look": may(account_of(request), Right.LOOK, name),
    }
    return render(request, "board/board.html", shown)


def of_agency(workplace: Workplace, agency: str) -> list[Contract]:
    """The contracts of an agency: of what is delivered and of what is computed."""
    return [each for each in workplace.province.datasets.values() if each.agency == agency]


def agency_of(workplace: Workplace, name: str) -> Agency:
    """The agency of that id. Raises NoSuchAgencyError."""
    known = workplace.province.agencies.get(name)
    if known is None:
        raise NoSuchAgencyError(agency=name)
    return known


def _used(found: Sequence[Standing], counted: Mapping[str, Using]) -> list[UsedDataset]:
    used = [
        UsedDataset(contract=each.contract, using=counted[str(each.contract.name)])
        for each in found
        if str(each.contract.name) in counted
    ]
    return sorted(used, key=lambda each: -each.using.total)


def _line(months: Sequence[Month]) -> Line | None:
    return line([each.score for each in months])


def _due(standing: Standing) -> tuple[bool, str]:
    due = standing.assessment.freshness.due
    return not standing.is_late, due.isoformat() if due is not None else ""


def _total(standing: Standing) -> float:
    total = standing.assessment.score.total
    return 2.0 if total is None else total
