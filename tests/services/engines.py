"""The engines for tests; Spark's server is Sail, in this process, started when first asked for."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from kho.engines.base import Engine
from kho.engines.registry import engine
from kho.engines.settings import EngineSettings


@contextmanager
def spark_connect() -> Iterator[Callable[[], str]]:
    """A function that starts the server once and tells its address."""
    with ExitStack() as stack:
        started: list[str] = []

        def address() -> str:
            if not started:
                started.append(stack.enter_context(_server()))
            return started[0]

        yield address


@contextmanager
def _server() -> Iterator[str]:
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    try:
        yield f"sc://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="session")
def engines() -> Iterator[Callable[[str], Engine]]:
    """A function from an engine's name to the engine."""
    made: dict[str, Engine] = {}
    with spark_connect() as address:

        def of(name: str) -> Engine:
            if name not in made:
                settings = EngineSettings(threads=2, address=address() if name == "spark" else None)
                made[name] = engine(name, settings)
            return made[name]

        yield of
