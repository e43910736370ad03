"""The protocol over standard input and output, for an assistant that runs on this machine."""

import logging

from kho.publishing.keeping import Published
from kho.publishing.publisher import publish
from kho.publishing.shelves import folder_of
from kho.web.configuration import Configuration
from kho.web.holding import holder_of
from kho.web.mcp.server import server
from kho.web.mcp.tools import Tools
from kho.web.opening import published_reader

_LOG = logging.getLogger(__name__)


def serve(configuration: Configuration) -> None:
    """Publish what is new, then answer until the other side ends. Raises the province's and the store's errors.

    What `kho serve` publishes meanwhile is answered from as well. Nothing but the protocol goes to standard output.
    """
    logging.basicConfig(level=logging.WARNING)
    _make_ready(configuration, published_reader(configuration).current())
    holder = holder_of(configuration)
    server(Tools(hold=holder.now)).run("stdio")


def _make_ready(configuration: Configuration, published: Published) -> None:
    folder = folder_of(published.place.warehouse, configuration.own)
    for done in publish(published.place, published.catalogue, folder):
        if done.error is not None:
            _LOG.warning("%s: %s", done.dataset, done.error)
