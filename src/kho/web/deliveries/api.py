"""Hand-over by programs: a file is sent with a token, its address tells how far it is and what is wrong."""

from http import HTTPStatus
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.trial import page_of
from kho.publishing.records.fields import shown
from kho.publishing.records.writing import as_json
from kho.web.addresses import name_of
from kho.web.api.answering import JSON, by
from kho.web.api.asking import named, whole
from kho.web.deliveries import documents, showing
from kho.web.deliveries.asking import with_token
from kho.web.deliveries.listing import is_at_work
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import NoSuchDeliveryError
from kho.web.deliveries.outcomes import outcome_of, set_apart
from kho.web.deliveries.places import NoSuchDatasetHereError, place
from kho.web.deliveries.receiving import TooLargeToReceiveError, limit_mb, receive
from kho.web.deliveries.tokens import Sender, TokenNotForThisError
from kho.web.deliveries.uploading import ToDisk

LISTED: Final = 50
ROWS: Final = 100
MOST_PAGES: Final = 1_000_000
ASK_AFTER: Final = "2"
"""Seconds after which it makes sense to ask again how far it is."""


class NoFileSentError(KhoError):
    """A call that should bring a file brings none."""

    code = "KHO-A324"
    http_status = 400
    what = Message(vi="Không có tệp nào được gửi kèm.", en="No file was sent.")
    mend = Message(
        vi="Gửi tệp bằng multipart/form-data, trường tên “file”.",
        en="Send it as multipart/form-data, in a field “file”.",
    )


@by("GET", "HEAD", "OPTIONS", "POST")
@with_token
def of_dataset(request: HttpRequest, sender: Sender, name: str) -> HttpResponse:
    """Hand over a file (POST), or the newest deliveries. Raises NoParameterError and what `hand_over` raises."""
    dataset = dataset_for(sender, name)
    named(request)
    if request.method == "POST":
        return _received(hand_over(request, sender, dataset))
    newest = Delivery.objects.filter(dataset=str(dataset))[:LISTED]
    return told({"deliveries": [documents.delivery(each) for each in newest]})


def dataset_for(sender: Sender, name: str) -> DatasetName:
    """The dataset that an address names. Raises NoSuchDatasetHereError, TokenNotForThisError."""
    dataset = name_of(name)
    if dataset is None:
        raise NoSuchDatasetHereError(name=shown(name))
    if not sender.may_send(dataset):
        raise TokenNotForThisError(about=dataset)
    return dataset


@by("GET", "HEAD", "OPTIONS")
@with_token
def one(request: HttpRequest, sender: Sender, key: str) -> HttpResponse:
    """Where a delivery stands. Raises NoSuchDeliveryError, NoParameterError."""
    named(request)
    delivery = sender.delivery(key)
    response = told(documents.delivery(delivery))
    if is_at_work(delivery):
        response.headers["Retry-After"] = ASK_AFTER
    return response


@by("GET", "HEAD", "OPTIONS")
@with_token
def findings(request: HttpRequest, sender: Sender, key: str) -> HttpResponse:
    """What is wrong by rule, and the rows turned away, in pages. Raises NoSuchDeliveryError, NoParameterError."""
    given = named(request, "page")
    page = whole(given, "page", 1, most=MOST_PAGES)
    delivery = sender.delivery(key)
    trial, workplace = outcome_of(delivery), place()
    contract = workplace.province.datasets.get(delivery.dataset_name)
    if trial is None or trial.run.error is not None or contract is None:
        return told({"rules": [], "rows": [], "next": None})
    with set_apart(delivery, trial.run) as bad:
        got = page_of(workplace, trial.run, bad, skip=(page - 1) * ROWS, limit=ROWS + 1)
    rules = showing.rules_of(workplace, contract, trial.run)
    following = f"{documents.address(delivery.key)}/findings?page={page + 1}" if len(got) > ROWS else None
    return told(
        {
            "rules": [documents.rule(each) for each in rules],
            "rows": documents.rows(trial.run, got[:ROWS]),
            "next": following,
        }
    )


def hand_over(request: HttpRequest, sender: Sender, dataset: DatasetName) -> Delivery:
    """Keep the file of a form, which is read to the disk and no further than a file may be large.

    Raises NoFileSentError, NoSuchDeliveryError, and what `receive` raises.
    """
    handler = ToDisk(request)
    request.upload_handlers = [handler]
    try:
        upload = request.FILES.get("file")
        if handler.too_large:
            raise TooLargeToReceiveError(limit=limit_mb())
        if not isinstance(upload, UploadedFile) or upload.file is None:
            raise NoFileSentError
        return receive(
            account=sender.account,
            dataset=dataset,
            file=Path(str(upload.file.name)),
            name=upload.name or "",
            follows=_followed(sender, dataset, request.POST.get("follows", "")),
            token=sender.token,
        )
    finally:
        handler.leave()


def _followed(sender: Sender, dataset: DatasetName, key: str) -> Delivery | None:
    if not key:
        return None
    delivery = sender.delivery(key)
    if delivery.dataset_name != dataset:
        raise NoSuchDeliveryError
    return delivery


def _received(delivery: Delivery) -> HttpResponse:
    response = told(documents.delivery(delivery), status=HTTPStatus.ACCEPTED)
    response.headers["Location"] = documents.address(delivery.key)
    response.headers["Retry-After"] = ASK_AFTER
    return response


def told(document: documents.Document, status: int = HTTPStatus.OK) -> HttpResponse:
    """A document that no cache keeps: it is for who has the token."""
    body = as_json(document)
    return HttpResponse(body, status=status, content_type=JSON, headers={"Cache-Control": "no-store"})
