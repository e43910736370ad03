"""`kho serve`: makes ready what the portal needs, keeps what is published in step, and answers over HTTP."""

import hashlib
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.files import write_atomically
from kho.province.settings import Settings
from kho.province.writing.applying import recover
from kho.publishing.exports import files
from kho.publishing.exports.files import Files
from kho.publishing.keeping import ProvinceHasMistakesError, Published, PublishedReader
from kho.publishing.publisher import Done, publish
from kho.publishing.shelves import folder_of
from kho.web.answering import THREADS
from kho.web.configuration import Configuration
from kho.web.deliveries.keeping import AFTER_READERS, keep_working
from kho.web.opening import published_reader

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ENDED = Message("tiến trình công bố đã dừng", "the process that publishes has ended")
_LOG = logging.getLogger(__name__)
Tell = Callable[[Done], None]


class NothingPublishedError(KhoError):
    """What is there could not be published, so there is nothing to serve."""

    code = "KHO-D704"
    http_status = 503
    what = Message(vi="Chưa công bố được gì: {vi}", en="Nothing could be published: {en}")
    mend = Message(vi="Sửa điều này rồi chạy lại `kho serve`.", en="Mend this, then run `kho serve` again.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Serving:
    """Where to listen and with how many processes; every `refresh` seconds it is looked for what is new.

    `tell` is told what was published, in another process: it is a function of a module.
    """

    configuration: Configuration
    host: str
    port: int
    workers: int
    refresh: float
    tell: Tell


def prepare(configuration: Configuration) -> None:
    """Bring the metadata database and the static files to this release. Raises the database's errors.

    A change of the province folder that was cut short, as by a power failure, is taken back first.
    """
    recover(configuration.folder, state=configuration.state)
    prepare_database(configuration)
    _collect(configuration.own / "static-made-of")


def prepare_database(configuration: Configuration) -> None:
    """Bring the metadata database to this release, so that it can be read and written. Raises its errors."""
    os.environ.update(configuration.environment())
    os.environ["DJANGO_SETTINGS_MODULE"] = "kho.web.settings"
    configuration.secret_key()
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _collect(mark: Path) -> None:
    """Put static files where they are served from, hashed and compressed, unless these very files are there."""
    told = hashlib.sha256()
    for path, storage in chain.from_iterable(finder.list([]) for finder in get_finders()):
        told.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    if not mark.exists() or mark.read_text(encoding="ascii") != told.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        write_atomically(mark, told.hexdigest().encode())


def serve(serving: Serving, ready: Callable[[], None]) -> None:
    """Answer until stopped, as soon as it is known what is published; what is new is made ready beside.

    What publishes is a process of its own: this one forks workers, which must not have opened the warehouse before.
    Raises NothingPublishedError.
    """
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    with _keeping_in_step(serving), _taking_deliveries(serving):
        ready()
        Server(
            target="kho.web.wsgi:application",
            address=serving.host,
            port=serving.port,
            interface=Interfaces.WSGI,
            workers=serving.workers,
            blocking_threads=THREADS,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
        ).serve()


@contextmanager
def _keeping_in_step(serving: Serving) -> Iterator[None]:
    """Publish beside the block, which begins when nothing is served any more that is not published."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    keeper = context.Process(target=_keep_in_step, args=(serving, sender), daemon=True)
    keeper.start()
    sender.close()
    try:
        _wait(receiver)
        yield
    finally:
        keeper.terminate()
        keeper.join()


@contextmanager
def _taking_deliveries(serving: Serving) -> Iterator[None]:
    """Check and publish, beside the block, what people hand over."""
    context = multiprocessing.get_context("spawn")
    keeper = context.Process(target=keep_working, args=(serving.configuration,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        keeper.terminate()
        keeper.join()


def _wait(receiver: "Connection[Any, Message | None]") -> None:
    """Wait for the first word of the process that publishes. Raises NothingPublishedError where it is a mistake."""
    try:
        mistake = receiver.recv()
    except EOFError:
        mistake = ENDED
    if mistake is not None:
        raise NothingPublishedError(vi=mistake.vi, en=mistake.en)


def _keep_in_step(serving: Serving, sender: "Connection[Message | None, Any]") -> None:
    """Publish, saying when that has begun or why it cannot, then publish what is new, again and again."""
    os.nice(AFTER_READERS)
    reader = published_reader(serving.configuration)
    try:
        published = reader.current()
        done = _publish(serving, published)
        first = next(done, None)
    except KhoError as error:
        sender.send(Message(vi=error.text("vi"), en=error.text("en")))
        return
    sender.send(None)
    _send_mails(serving, reader)
    _look_after_people()
    for each in chain(filter(None, [first]), done):
        serving.tell(each)
    _go_on(serving, reader, published)


def _send_mails(serving: Serving, reader: PublishedReader) -> None:
    """Send mails beside, for as long as this process lives: neither waits for the other."""
    django.setup()
    from kho.web.mail.sending import go_on

    def settings() -> Settings:
        return reader.current().place.province.settings

    stopped = threading.Event()
    threading.Thread(target=go_on, args=(serving.configuration, settings, stopped), daemon=True).start()


def _look_after_people() -> None:
    """See beside which reported rows were mended, and who is to be told of what."""
    from kho.web.participation.rounds import go_on

    threading.Thread(target=go_on, args=(threading.Event(),), daemon=True).start()


def _go_on(serving: Serving, reader: PublishedReader, last: Published) -> None:
    """Publish what is new. Trouble is told once, not every few seconds, and ends nothing: it may be over soon."""
    parent, told = os.getppid(), ""
    while os.getppid() == parent:
        time.sleep(serving.refresh)
        try:
            now = reader.current()
            if now is not last:
                _follow(serving, now)
            last, told = now, ""
        except Exception as error:  # noqa: BLE001 - told in the log; if this process ended, nothing would be published
            if str(error) != told:
                _LOG.warning("%s", error, exc_info=not isinstance(error, KhoError))
            told = str(error)


def _follow(serving: Serving, published: Published) -> None:
    if published.mistakes:
        _LOG.warning("%s", ProvinceHasMistakesError(count=published.mistakes))
    for done in _publish(serving, published):
        serving.tell(done)


def _publish(serving: Serving, published: Published) -> Iterator[Done]:
    """Make what is published ready to be asked, and remove the files of what is not any more."""
    warehouse, own = published.place.warehouse, serving.configuration.own
    Files(folder=files.folder_of(warehouse, own)).tidy(published.catalogue)
    yield from publish(published.place, published.catalogue, folder_of(warehouse, own))
