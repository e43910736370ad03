"""Opens the province for a process of the portal."""

from datetime import UTC, datetime

from kho.pipeline.opening import open_workplace
from kho.pipeline.runs import FileRunLog
from kho.pipeline.workplace import Workplace
from kho.province.folder import Province
from kho.publishing.keeping import PublishedReader
from kho.web.configuration import Configuration


def published_reader(configuration: Configuration) -> PublishedReader:
    """What reads what is published, for as long as the process lives."""

    def opened(province: Province) -> Workplace:
        runs = FileRunLog(configuration.state / "runs")
        return open_workplace(province, runs, state=configuration.state, clock=lambda: datetime.now(UTC))

    return PublishedReader(configuration.folder, opened)
