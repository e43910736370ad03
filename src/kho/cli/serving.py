"""`kho serve` as a person sees it."""

import os
from functools import partial

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.messages import Language
from kho.publishing.publisher import Deed, Done
from kho.sources.secrets import Secret
from kho.web.configuration import Configuration
from kho.web.serving import Serving, prepare, prepare_database
from kho.web.serving import serve as serve_portal


def serve(session: Session, *, host: str, port: int, workers: int | None) -> None:
    """Make ready, tell the address, answer until stopped. Raises the province's, the store's and secrets' errors."""
    local = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    configuration = configuration_of(session, local)
    screen = Screen(session.language)
    prepare(configuration)
    _tell_unsafe(session, configuration)
    serve_portal(
        Serving(
            configuration=configuration,
            host=host,
            port=port,
            workers=workers or os.cpu_count() or 1,
            refresh=session.province().settings.portal.refresh,
            tell=partial(_tell, session.language),
        ),
        ready=lambda: screen.say(f"Cổng dữ liệu: {local}", f"The portal: {local}", "bold"),
    )


def configuration_of(session: Session, local: str = "http://localhost") -> Configuration:
    """How the portal of a province runs; at the address `local` where no other is set. Raises as `serve`."""
    settings = session.province().settings.portal
    return Configuration(
        folder=session.folder,
        state=session.state,
        address=(settings.address or local).rstrip("/"),
        database=Secret(settings.database.name).reveal() if settings.database is not None else "",
    )


def tell_unsafe(session: Session) -> int:
    """Tell what is unsafe; the exit code. Raises the province's and secrets' errors."""
    configuration = configuration_of(session)
    prepare_database(configuration)
    if _tell_unsafe(session, configuration):
        return 1
    Screen(session.language).say("Các cài đặt đều an toàn.", "All settings are safe.", "green")
    return 0


def _tell_unsafe(session: Session, configuration: Configuration) -> bool:
    from kho.web.accounts.safety import unsafe

    found = unsafe(configuration, session.province())
    for each in found:
        Screen(session.language).say(each.text("vi"), each.text("en"), "yellow")
    return bool(found)


def _tell(language: Language, done: Done) -> None:
    screen = Screen(language)
    name, version = done.dataset, done.version
    if done.deed is Deed.PUBLISHED:
        rows = screen.number(done.rows or 0)
        screen.say(f"Công bố {name}, phiên bản {version}, {rows} dòng", f"{name}: version {version}, {rows} rows")
    elif done.deed is Deed.REMOVED:
        screen.say(f"Thôi công bố {name}", f"{name} is no longer published")
    elif done.error is not None:
        screen.say(done.error.text("vi"), done.error.text("en"), "red")
