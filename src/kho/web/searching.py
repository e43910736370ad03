"""What every search of the portal is answered from: its pages, its APIs and its assistants' tools."""

from kho.publishing.search.index import Index, index, ready
from kho.web.holding import Holding
from kho.web.usage.telling import usage


def index_of(holding: Holding) -> Index:
    """The index of what is published at one moment; made once for all, by `Holding.once`."""
    return ready(index(holding.catalogue, holding.place.province.systems.values(), usage(holding)))
