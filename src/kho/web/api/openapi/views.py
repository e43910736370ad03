"""Hands out the description."""

from typing import cast

from django.http import HttpRequest, HttpResponse

from kho.messages import Language, Message
from kho.publishing.records.failures import NotAParameterError
from kho.publishing.records.fields import shown
from kho.web.api.answering import answered, reading
from kho.web.api.asking import dataset_of, named
from kho.web.api.openapi import document
from kho.web.holding import held


@reading
def everything(request: HttpRequest) -> HttpResponse:
    """The whole API. Raises NoParameterError, NotAParameterError."""
    holding = held()
    name = holding.catalogue.province
    told = document.whole(holding.addresses.site, Message(name.vi, name.en), _language(request))
    return answered(request, told)


@reading
def of_dataset(request: HttpRequest, name: str) -> HttpResponse:
    """A dataset's part of it. Raises NoSuchDatasetError, NoParameterError, NotAParameterError."""
    holding = held()
    found = dataset_of(holding, name)
    return answered(request, document.of_dataset(holding.addresses.site, found, _language(request)))


def _language(request: HttpRequest) -> Language:
    asked = named(request, "lang").get("lang", "en")
    if asked not in ("vi", "en"):
        raise NotAParameterError(name="lang", value=shown(asked), example="lang=vi, lang=en")
    return cast("Language", asked)
