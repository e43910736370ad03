"""Every page for people says below its heading, in a sentence, what it is for: asked of all routes, and of templates.

The routes, and the objects that their addresses need, are those of test_authorisation.py, so a new page is asked too.
A page that a bare GET does not show (a code that was mailed, a link that is too old) is judged by its template.
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.web.authorisation_objects import OBJECTS
from tests.web.people import signed_in, somebody
from tests.web.test_authorisation import Row, addresses, rows

PAGES = [
    each for each in rows() if each.method == "GET" and not each.route.startswith("admin") and "=" not in each.outcomes
]
ROLES: Sequence[str | None] = ("engineer", "steward", "administrator", None)
"""Whoever holds one of these for the whole province sees every page; the last is a citizen."""
PARTS = ("working", "deliveries", "wizard", "board", "registers", "participation", "accounts", "audit", "changes")
TEMPLATES = [
    file
    for part in PARTS
    for file in sorted((Path(__file__).parents[2] / "src" / "kho" / "web" / part / "templates").rglob("*.html"))
]
NO_PAGE = frozenset(
    [
        "account_complete_password_reset",
        "account_confirm_login_code",
        "account_confirm_password_reset_code",
        "account_email_verification_sent",
        "account_set_password",
        "audit_table",
        "boards",
        "delivery_marked",
        "delivery_progress",
        "delivery_run_marked",
        "delivery_withdraw",
        "edit_said",
        "invitation",
        "invitation_arrives",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "new_report",
        "openid_connect_callback",
        "openid_connect_login",
        "register_code_edit",
        "register_code_new",
        "register_codes",
        "register_codes_many",
        "register_import_look",
        "registers",
        "socialaccount_login_error",
        "socialaccount_signup",
        "take_part",
        "wizard_draft",
        "wizard_progress",
        "work_file",
    ]
)
"""Routes that answer a bare GET of the examples with a file, a piece of a page, another address or nothing."""
FOR_OTHERS = {"wizard/step.html"}
"""Their heading and sentence are blocks that each page of theirs fills in."""


@pytest.fixture(scope="module")
def callers(portal: None) -> Sequence[Any]:  # noqa: ARG001  it must be there
    """Somebody of each role, and nobody."""
    return [*(somebody(role, "") for role in ROLES), None]


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("row", PAGES, ids=str)
def test_a_page_says_what_it_is_for(row: Row, lang: str, callers: Sequence[Any]):
    for path in addresses(row):
        page = shown(row, path, lang, callers)
        if page is not None:
            [sentence] = sentences(page)
            assert re.fullmatch(r".{15,220}[.?…]", sentence), f"{row}: {sentence}"


def test_all_other_routes_show_a_page(callers: Sequence[Any]):
    silent = {row.route for row in PAGES if "*" not in row.route and shown(row, "", "", callers) is None}
    assert not silent - NO_PAGE, "\n".join(sorted(silent - NO_PAGE))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda each: f"{each.parent.name}/{each.name}")
def test_a_template_with_a_heading_has_its_sentence(file: Path):
    text = file.read_text(encoding="utf-8")
    if f"{file.parent.name}/{file.name}" not in FOR_OTHERS and re.search(r"<h1|block heading", text):
        assert '<p class="lead">' in text


def shown(row: Row, path: str, lang: str, callers: Sequence[Any]) -> str | None:
    """The whole page that the first gets who gets one; None where nobody does."""
    from django.urls import reverse

    for account in callers:
        at = path or reverse(row.route, kwargs=OBJECTS[row.example]() if row.example != "-" else None)
        answer = signed_in(account).get(f"{lang}{at}")
        is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        if is_page and (text := answer.content.decode()).lstrip().startswith("<!doctype html>"):
            return text
    return None


def sentences(page: str) -> list[str]:
    """What stands as the page's sentence, as text."""
    found: Mapping[str, None] = dict.fromkeys(re.findall(r'<p class="lead">(.*?)</p>', page, re.DOTALL))
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in found]
