"""Opens the province for a process of the portal."""

from datetime import UTC, datetime

from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.opening import open_workplace
from kho.pipeline.runs import FileRunLog
from kho.pipeline.workplace import Workplace
from kho.province.folder import load
from kho.web.configuration import Configuration


class ProvinceHasMistakesError(KhoError):
    """The province folder does not hold together, so nothing new is published."""

    code = "KHO-D701"
    http_status = 503
    what = Message(
        vi="Thư mục tỉnh còn {count} lỗi; chưa công bố gì mới.",
        en="The province folder has {count} mistakes; nothing new is published.",
    )
    mend = Message(vi="Xem và sửa: `kho check`.", en="See and mend them: `kho check`.")


def portal_workplace(configuration: Configuration) -> Workplace:
    """The province's workplace as its folder says now. Raises ProvinceHasMistakesError and the store's errors."""
    province, problems = load(configuration.folder)
    if problems:
        raise ProvinceHasMistakesError(where=str(configuration.folder), count=len(problems))
    runs = FileRunLog(configuration.state / "runs")
    return open_workplace(province, runs, state=configuration.state, clock=lambda: datetime.now(UTC))
