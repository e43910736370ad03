"""The way in: an action's name and parameters to an answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from kho.publishing.ckan.actions import ACTIONS, HIDDEN
from kho.publishing.ckan.answers import Answer, Document, RefusedError, denied, invalid
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site
from kho.publishing.records.fields import NotAValueError


def call(site: Site, action: str, parameters: Mapping[str, Any]) -> Answer:
    """Answer a request; `parameters` are those of the address (lists where given twice) or of the JSON sent.

    A `callback` is for the caller to wrap the answer in. Raises the errors of the site's rows where they fail.
    """
    if action not in ACTIONS and action not in HIDDEN:
        return Answer(status=400, envelope=f"Bad request - Action name not known: {action}")
    about = f"{site.addresses.site}/api/3/action/help_show?name={quote(action)}"
    try:
        result = _result(site, action, {key: value for key, value in parameters.items() if key != "callback"})
    except RefusedError as error:
        return Answer(status=error.status, envelope={"help": about, "success": False, "error": error.error})
    return Answer(status=200, envelope={"help": about, "success": True, "result": result})


def malformed(why: str) -> Answer:
    """The answer to a body that is no JSON object."""
    return Answer(status=400, envelope=f"Bad request - JSON Error: {why}")


def _result(site: Site, action: str, parameters: Document) -> Any:
    if action in HIDDEN:
        raise denied(f"{action} is not open to the public")
    try:
        return ACTIONS[action](site, Parameters(parameters))
    except NotAValueError as error:
        raise invalid("filters", f"{error.message().en} {error.next_step().en}") from error
