"""Every route times every role: what each may do stands in authorisation.txt, and a route without a row fails.

A row: the method, the route's name, the example object that its address is made of (`-`: none), then one sign a
column: `+` let in, `-` refused (403), `0` as if it were not there (404, 410), `>` sent to sign in. A row of the method
`PUBLIC` is for all routes whose path begins with its word (`/`: the front page): they look at nobody. `admin:*` is for
all of a namespace that need no object.

To add a route: write its row; if it needs an object, a function for that beside the others in
`authorisation_objects.py`, which makes a new one at each call.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from tests.web.authorisation_objects import OBJECTS
from tests.web.people import AGENCY, OTHER_AGENCY, signed_in, somebody

TABLE = Path(__file__).with_name("authorisation.txt")
COLUMNS: Mapping[str, tuple[str | None, str]] = {
    "citizen": (None, ""),
    "viewer": ("viewer", AGENCY),
    "viewer*": ("viewer", ""),
    "steward": ("steward", AGENCY),
    "steward_elsewhere": ("steward", OTHER_AGENCY),
    "steward*": ("steward", ""),
    "engineer": ("engineer", AGENCY),
    "engineer*": ("engineer", ""),
    "leader": ("leader", AGENCY),
    "leader*": ("leader", ""),
    "officer": ("security_officer", AGENCY),
    "officer*": ("security_officer", ""),
    "admin": ("administrator", AGENCY),
    "admin_elsewhere": ("administrator", OTHER_AGENCY),
    "admin*": ("administrator", ""),
}
"""Who calls, after somebody who is not signed in; `*`: for the whole province."""
DOORS = ("/account/login/", "/admin/login/")
WIDTH = len(COLUMNS) + 1


@dataclass(frozen=True, kw_only=True)
class Row:
    method: str
    route: str
    example: str
    outcomes: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.example}"


@dataclass(frozen=True, kw_only=True)
class Route:
    name: str
    path: str
    is_public: bool
    has_arguments: bool


def rows() -> list[Row]:
    lines = (line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line.strip())
    read = [each for each in lines if not each[0].startswith("#")]
    return [Row(method=a, route=b, example=c, outcomes="".join(rest)) for a, b, c, *rest in read]


def routes() -> Iterator[Route]:
    from django.urls import get_resolver

    yield from _below(get_resolver().url_patterns, "", "")


def _below(patterns: list[Any], path: str, namespace: str) -> Iterator[Route]:
    from django.urls import URLPattern

    from kho.web.accounts.permits import ANYONE, permit_of

    for each in patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLPattern):
            is_public = permit_of(each.callback) is ANYONE and getattr(each.callback, "csrf_exempt", False)
            name = f"{namespace}{each.name}" if each.name else here
            has_arguments = "<" in here or "(?P" in here
            yield Route(name=name, path=here, is_public=is_public, has_arguments=has_arguments)
        else:
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _below(each.url_patterns, here, inner)


def is_covered(route: Route, table: list[Row]) -> bool:
    if route.is_public:
        return any(row.method == "PUBLIC" and row.route == first_word(route.path) for row in table)
    return any(row.method != "PUBLIC" and fnmatch(route.name, row.route) for row in table)


def first_word(path: str) -> str:
    return path.partition("/")[0] or "/"


def test_every_route_has_a_row(portal: None):  # noqa: ARG001  it must be there
    table = rows()
    missing = sorted({each.name: each for each in routes() if not is_covered(each, table)}.items())
    told = [
        f"PUBLIC {first_word(each.path)} -"
        if each.is_public
        else f"GET {name} {'AN_OBJECT' if each.has_arguments else '-'}  {'?' * WIDTH}"
        for name, each in missing
    ]
    head = f"add to {TABLE.name} (columns: anonymous {' '.join(COLUMNS)}):"
    assert not told, "\n".join([head, *told])


def test_every_row_is_of_a_route(portal: None):  # noqa: ARG001
    every = list(routes())
    unknown = [
        str(row)
        for row in rows()
        if row.method != "PUBLIC" and not any(fnmatch(each.name, row.route) and not each.is_public for each in every)
    ]
    assert unknown == []


def test_every_row_has_a_sign_for_each_column():
    assert [str(row) for row in rows() if row.method != "PUBLIC" and len(row.outcomes) != WIDTH] == []


@pytest.fixture(scope="module")
def callers(portal: None) -> Mapping[str, Any]:  # noqa: ARG001
    """Somebody for each column."""
    return {name: somebody(role, agency) for name, (role, agency) in COLUMNS.items()}


@pytest.mark.parametrize("row", [each for each in rows() if each.method != "PUBLIC"], ids=str)
def test_each_role_may_what_the_table_says(row: Row, callers: Mapping[str, Any]):
    for path in addresses(row):
        found = "".join(outcome(row, path, account) for account in [None, *callers.values()])
        told = f"{row} at {path}: anonymous {' '.join(COLUMNS)}\n  table {row.outcomes}\n  found {found}"
        assert found == row.outcomes, told


def addresses(row: Row) -> list[str]:
    """Where a row's route is; of a namespace all that need no object. Empty text: made anew for each caller."""
    from django.urls import reverse

    if "*" not in row.route:
        return [""]
    exact = {each.route for each in rows()}
    every = [each for each in routes() if fnmatch(each.name, row.route) and each.name not in exact]
    shown = [each for each in every if not each.is_public and not each.has_arguments]
    return [f"/{each.path}" if each.name == each.path else reverse(each.name) for each in shown]


def outcome(row: Row, path: str, account: Any) -> str:
    """What somebody gets; the object is a new one for each, as the call may change it."""
    from django.urls import reverse

    client = signed_in(account)
    path = path or reverse(row.route, kwargs=OBJECTS[row.example]() if row.example != "-" else None)
    answer = getattr(client, row.method.lower())(path, headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code < 500, (str(row), account, answer.status_code)
    if answer.status_code in {301, 302} and answer.headers["Location"].startswith(DOORS):
        return ">"
    return {403: "-", 404: "0", 410: "0"}.get(answer.status_code, "+")
