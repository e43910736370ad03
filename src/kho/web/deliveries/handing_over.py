"""The form by which a file is handed over."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of
from kho.web.accounts.roles import Right
from kho.web.addresses import name_of, slug
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.places import datasets_for
from kho.web.deliveries.receiving import TooLargeToReceiveError, limit_mb, receive
from kho.web.deliveries.uploading import ToDisk

NO_DATASET = Message("Chọn bộ dữ liệu.", "Choose the dataset.")
NO_FILE = Message("Chọn một tệp.", "Choose a file.")


@csrf_exempt
@needs(Right.DELIVER)
def hand_over(request: HttpRequest) -> HttpResponse:
    """The form, and what is sent with it. Who may send is known before the first byte is kept."""
    handler = ToDisk(request)
    request.upload_handlers = [handler]
    try:
        return _form(request, handler)
    finally:
        handler.leave()


@csrf_protect
def _form(request: HttpRequest, handler: ToDisk) -> HttpResponse:
    datasets = datasets_for(account_of(request), Right.DELIVER)
    chosen = str(request.POST.get("dataset") or request.GET.get("dataset") or "")
    follows = _followed(request, datasets)
    if request.method != "POST":
        return _page(request, datasets, chosen, follows, mistakes={})
    mistakes = _mistakes(request, datasets, handler, chosen)
    if mistakes:
        status = TooLargeToReceiveError.http_status if handler.too_large else 400
        return _page(request, datasets, chosen, follows, mistakes=mistakes, status=status)
    try:
        delivery = _received(request, chosen, follows)
    except KhoError as error:
        told, mend = error.message(), error.next_step()
        wrong = {"file": Message(f"{told.vi} {mend.vi}", f"{told.en} {mend.en}")}
        return _page(request, datasets, chosen, follows, mistakes=wrong, status=error.http_status)
    return redirect("delivery", delivery.key)


def _received(request: HttpRequest, chosen: str, follows: Delivery | None) -> Delivery:
    account, upload, name = account_of(request), request.FILES["file"], name_of(chosen)
    if not isinstance(account, Account) or not isinstance(upload, UploadedFile) or name is None:
        raise TypeError(chosen)
    path = Path(str(upload.file.name if upload.file else ""))
    return receive(account=account, dataset=name, file=path, name=upload.name or "", follows=follows)


def _mistakes(request: HttpRequest, datasets: Sequence[Contract], handler: ToDisk, chosen: str) -> dict[str, Message]:
    found = {}
    if name_of(chosen) not in {each.name for each in datasets}:
        found["dataset"] = NO_DATASET
    if handler.too_large:
        error = TooLargeToReceiveError(limit=limit_mb())
        found["file"] = Message(
            f"{error.message().vi} {error.next_step().vi}", f"{error.message().en} {error.next_step().en}"
        )
    elif "file" not in request.FILES:
        found["file"] = NO_FILE
    return found


def _followed(request: HttpRequest, datasets: Sequence[Contract]) -> Delivery | None:
    """The delivery that the new one mends, where it is one of a dataset that the account may send to."""
    key = request.POST.get("follows") or request.GET.get("follows") or ""
    found = Delivery.objects.filter(key=key).first() if key else None
    return found if found is not None and found.dataset_name in {each.name for each in datasets} else None


def _page(  # noqa: PLR0913 - what the form shows
    request: HttpRequest,
    datasets: Sequence[Contract],
    chosen: str,
    follows: Delivery | None,
    *,
    mistakes: Mapping[str, Message],
    status: int = 200,
) -> HttpResponse:
    offered = [(slug(each.name), each.title, _is_chosen(each.name, chosen, follows)) for each in datasets]
    shown = {"datasets": offered, "mistakes": mistakes, "limit": limit_mb(), "follows": follows}
    return render(request, "deliveries/hand_over.html", shown, status=status)


def _is_chosen(name: DatasetName, chosen: str, follows: Delivery | None) -> bool:
    return slug(name) == chosen or (not chosen and follows is not None and name == follows.dataset_name)
