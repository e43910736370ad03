"""The tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation, termination, expiration.

`Upload-Metadata` tells `filename`, `dataset` (its slug) and, for a mended file, `follows`; of a file that nobody
described yet `agency` in place of the dataset. The answer to the piece that makes a file whole leads by
`Content-Location` to its delivery, or to where it is described.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.urls import reverse

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import caller
from kho.web.accounts.roles import Right
from kho.web.addresses import name_of
from kho.web.deliveries.places import NoSuchDatasetHereError
from kho.web.deliveries.receiving import limit_mb
from kho.web.deliveries.tokens import Sender, TokenNotForThisError
from kho.web.refusing import refused
from kho.web.uploads.models import Upload
from kho.web.uploads.receiving import KEPT, Announced, append, begin, begun, give_up

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,termination,expiration"
BODY: Final = "application/offset+octet-stream"


class NotTusError(KhoError):
    """A request that is not of the protocol, or of another version of it."""

    code = "KHO-A345"
    http_status = 412
    what = Message(vi="Yêu cầu không theo giao thức tus 1.0.0.", en="The request does not keep to tus 1.0.0.")
    mend = Message(
        vi="Gửi Tus-Resumable: 1.0.0 và các tiêu đề mà giao thức yêu cầu.",
        en="Send Tus-Resumable: 1.0.0 and the headers that the protocol asks for.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Who speaks the protocol: a person, or a program with a token, which may be good for some datasets alone.

    `upload` is the name of the address of an upload, `leads` tells the address of what a whole one became.
    """

    account: Account
    upload: str
    leads: Callable[[Upload], str]
    sender: Sender | None = None

    @property
    def token(self) -> str:
        """The token's name."""
        return self.sender.token if self.sender is not None else ""


@needs(Right.DELIVER)
def uploads(request: HttpRequest) -> HttpResponse:
    """What is spoken here (OPTIONS), and the beginning of a file (POST)."""
    return begin_file(request, _person(request))


@needs(Right.DELIVER)
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """How much of a file is there (HEAD), its next piece (PATCH), its end before it is whole (DELETE)."""
    return go_on(request, _person(request), key)


def begin_file(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    """Answer OPTIONS and POST."""
    if request.method == "OPTIONS":
        told = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(limit_mb() * 2**20)}
        return _spoken(HttpResponse(status=HTTPStatus.NO_CONTENT, headers=told))
    if request.method != "POST":
        return HttpResponseNotAllowed(["OPTIONS", "POST"])
    try:
        _check_version(request)
        made = begin(account=speaker.account, announced=_announced(request, speaker))
    except KhoError as error:
        return _spoken(refused(request, error))
    location = reverse(speaker.upload, args=[made.key])
    return _spoken(HttpResponse(status=HTTPStatus.CREATED, headers={"Location": location, **_expiry(made)}))


def go_on(request: HttpRequest, speaker: Speaker, key: str) -> HttpResponse:
    """Answer HEAD, PATCH and DELETE."""
    if request.method not in {"HEAD", "PATCH", "DELETE"}:
        return HttpResponseNotAllowed(["HEAD", "PATCH", "DELETE"])
    try:
        _check_version(request)
        found = begun(account=speaker.account, key=key, token=speaker.token)
        if request.method == "PATCH":
            return _spoken(_appended(request, speaker, found))
        if request.method == "DELETE":
            give_up(upload=found)
            return _spoken(HttpResponse(status=HTTPStatus.NO_CONTENT))
    except KhoError as error:
        return _spoken(refused(request, error))
    return _spoken(HttpResponse(headers={"Upload-Length": str(found.size), **_stands(speaker, found)}))


def _appended(request: HttpRequest, speaker: Speaker, found: Upload) -> HttpResponse:
    if request.content_type != BODY:
        raise NotTusError
    offset = _number(request, "Upload-Offset")
    try:
        append(upload=found, offset=offset, piece=request)
    except UnreadablePostError:  # the connection broke; what came before is kept, and nobody reads this answer
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_stands(speaker, found))


def _announced(request: HttpRequest, speaker: Speaker) -> Announced:
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    is_new = "agency" in told and speaker.sender is None
    return Announced(
        dataset=None if is_new else _dataset(told.get("dataset", ""), speaker),
        agency=told["agency"] if is_new else "",
        name=told.get("filename", ""),
        size=_number(request, "Upload-Length"),
        follows=told.get("follows", ""),
        token=speaker.token,
    )


def _dataset(told: str, speaker: Speaker) -> DatasetName:
    name = name_of(told)
    if name is None:
        raise NoSuchDatasetHereError(name=told)
    if speaker.sender is not None and not speaker.sender.may_send(name):
        raise TokenNotForThisError(about=name)
    return name


def _metadata(text: str) -> Mapping[str, str]:
    """Keys with values in Base64, parted by commas. Raises NotTusError."""
    found = {}
    for pair in filter(None, (each.strip() for each in text.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise NotTusError from None
    return found


def _number(request: HttpRequest, header: str) -> int:
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdigit()):
        raise NotTusError
    return int(told)


def _check_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise NotTusError


def _person(request: HttpRequest) -> Speaker:
    return Speaker(account=caller(request), upload="upload", leads=_page)


def _page(whole: Upload) -> str:
    return reverse("delivery" if whole.dataset else "wizard_draft", args=[whole.became])


def _stands(speaker: Speaker, found: Upload) -> Mapping[str, str]:
    """How much is there, and where what it became is once all is."""
    leads = {"Content-Location": speaker.leads(found)} if found.became else {}
    return {"Upload-Offset": str(found.offset), **leads, **_expiry(found)}


def _expiry(found: Upload) -> Mapping[str, str]:
    return {"Upload-Expires": format_datetime(found.began + KEPT, usegmt=True)}


def _spoken(response: HttpResponse) -> HttpResponse:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response
