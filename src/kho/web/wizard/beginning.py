"""The form by which a file is handed over to be described, and the way back from a delivery that fits no more."""

from collections.abc import Mapping
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.naming import agency_choices
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, agencies_with, caller
from kho.web.accounts.roles import Right
from kho.web.deliveries import moving
from kho.web.deliveries.handing_over import NO_FILE
from kho.web.deliveries.pages import of_key as of_delivery
from kho.web.deliveries.receiving import TooLargeToReceiveError, limit_mb
from kho.web.deliveries.uploading import ToDisk
from kho.web.wizard import drafting

NO_AGENCY = Message("Chọn cơ quan.", "Choose the agency.")


@csrf_exempt
@needs(Right.DESCRIBE)
def new(request: HttpRequest) -> HttpResponse:
    """The form, and what is sent with it. Who may send is known before the first byte is kept."""
    handler = ToDisk(request)
    request.upload_handlers = [handler]
    try:
        return _form(request, handler)
    finally:
        handler.leave()


@csrf_protect
def _form(request: HttpRequest, handler: ToDisk) -> HttpResponse:
    mine = agencies_with(account_of(request), Right.DESCRIBE)
    agencies = [each for each in agency_choices(mine) if each[0] != WHOLE_PROVINCE]
    chosen = str(request.POST.get("agency") or (agencies[0][0] if len(agencies) == 1 else ""))
    if request.method != "POST":
        return _page(request, agencies, chosen, {})
    mistakes: dict[str, Message] = {} if chosen in dict(agencies) else {"agency": NO_AGENCY}
    if handler.too_large:
        mistakes["file"] = _whole(TooLargeToReceiveError(limit=limit_mb()))
    elif "file" not in request.FILES:
        mistakes["file"] = NO_FILE
    if mistakes:
        return _page(request, agencies, chosen, mistakes, 413 if handler.too_large else 400)
    try:
        file, name = _upload(request)
        draft = drafting.begin(account=caller(request), agency=chosen, file=file, name=name)
    except KhoError as error:
        return _page(request, agencies, chosen, {"file": _whole(error)}, error.http_status)
    return redirect("wizard_draft", draft.key)


def _upload(request: HttpRequest) -> tuple[Path, str]:
    """The file on the disk, and what its sender calls it."""
    upload = request.FILES["file"]
    if not isinstance(upload, UploadedFile):
        raise TypeError(request.path)
    return Path(str(upload.file.name if upload.file else "")), upload.name or ""


def _whole(error: KhoError) -> Message:
    told, mend = error.message(), error.next_step()
    return Message(f"{told.vi} {mend.vi}", f"{told.en} {mend.en}")


def _page(
    request: HttpRequest, agencies: object, chosen: str, mistakes: Mapping[str, Message], status: int = 200
) -> HttpResponse:
    shown = {"agencies": agencies, "chosen": chosen, "mistakes": mistakes, "limit": limit_mb()}
    return render(request, "wizard/new.html", shown, status=status)


@require_POST
@needs(Right.DESCRIBE, of=of_delivery)
def again(request: HttpRequest, key: str) -> HttpResponse:
    """Describe a delivery's dataset again, by its file."""
    draft = drafting.begin_again(account=caller(request), delivery=moving.found(key))
    return redirect("wizard_draft", draft.key)
