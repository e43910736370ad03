"""The province as it is now, for the working place: what nobody has published yet is in it too."""

import threading
from datetime import UTC, datetime
from functools import cache

from django.conf import settings

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.opening import open_workplace
from kho.pipeline.runs import FileRunLog
from kho.pipeline.work.reading import ProvinceReader
from kho.pipeline.workplace import Workplace
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.rights import Somebody, agencies_with
from kho.web.accounts.roles import Right
from kho.web.configuration import Configuration


class NoSuchDatasetHereError(KhoError):
    """No contract that takes files has this name."""

    code = "KHO-A303"
    http_status = 404
    what = Message(vi="Không có bộ dữ liệu “{name}” nhận tệp.", en="No dataset “{name}” takes files.")
    mend = Message(vi="Chọn một bộ dữ liệu trong danh sách.", en="Choose a dataset from the list.")


class Now:
    """Reads the folder again only when it has changed; for any number of threads."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._reader = ProvinceReader(configuration.folder)
        self._opened: tuple[str, Workplace] | None = None
        self._lock = threading.Lock()

    def place(self) -> Workplace:
        """The workplace of the folder as it is now. Raises the store's errors."""
        with self._lock:
            reading = self._reader.current()
            if self._opened is None or self._opened[0] != reading.mark:
                state = self._configuration.state
                runs = FileRunLog(state / "runs")
                place = open_workplace(reading.province, runs, state=state, clock=lambda: datetime.now(UTC))
                self._opened = (reading.mark, place)
            return self._opened[1]


@cache
def now() -> Now:
    """This process's own."""
    return Now(settings.CONFIGURATION)


def place() -> Workplace:
    """The workplace of the folder as it is now. Raises the store's errors."""
    return now().place()


def takes_files(workplace: Workplace, contract: Contract) -> bool:
    """Whether a dataset takes files: what is computed takes none."""
    return contract.name not in workplace.province.computed


def datasets_for(account: Somebody, right: Right) -> list[Contract]:
    """The datasets that take files, of the agencies for which the account has the right, by title."""
    agencies, workplace = agencies_with(account, right), place()
    mine = [
        each
        for each in workplace.province.datasets.values()
        if takes_files(workplace, each) and (each.agency in agencies or WHOLE_PROVINCE in agencies)
    ]
    return sorted(mine, key=lambda each: (each.agency, each.title.casefold()))


def contract_of(name: DatasetName) -> Contract:
    """The contract of a dataset that takes files. Raises NoSuchDatasetHereError."""
    workplace = place()
    contract = workplace.province.datasets.get(name)
    if contract is None or not takes_files(workplace, contract):
        raise NoSuchDatasetHereError(name=name)
    return contract
