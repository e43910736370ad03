"""The same protocol for programs: files too large for one request, sent with a token."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from kho.web.deliveries.asking import with_token
from kho.web.deliveries.documents import address
from kho.web.deliveries.tokens import Sender
from kho.web.uploads.models import Upload
from kho.web.uploads.protocol import Speaker, begin_file, go_on


@csrf_exempt
@with_token
def uploads(request: HttpRequest, sender: Sender) -> HttpResponse:
    """The beginning of a file."""
    return begin_file(request, _program(sender))


@csrf_exempt
@with_token
def upload(request: HttpRequest, sender: Sender, key: str) -> HttpResponse:
    """How much of it is there, its next piece, its end."""
    return go_on(request, _program(sender), key)


def _program(sender: Sender) -> Speaker:
    return Speaker(account=sender.account, upload="api_upload", leads=_delivery, sender=sender)


def _delivery(whole: Upload) -> str:
    return address(whole.became)
