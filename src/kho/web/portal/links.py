"""Absolute addresses of pages, as other sites need them."""

from django.urls import reverse

from kho.publishing.catalogue import PublishedDataset
from kho.web.addresses import slug
from kho.web.holding import held


def dataset_url(dataset: PublishedDataset) -> str:
    """A dataset's page in the language that is being spoken."""
    return f"{held().addresses.site}{reverse('dataset', args=[slug(dataset.name)])}"
