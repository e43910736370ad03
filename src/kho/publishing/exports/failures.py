"""What can go wrong with taking a dataset, said to the person who takes it."""

from kho.errors import KhoError
from kho.messages import Message


class VersionGoneError(KhoError):
    """A version of a dataset is asked for that is not kept any more, or never was."""

    code = "KHO-D401"
    http_status = 410
    what = Message(vi="Không còn phiên bản {version}.", en="There is no version {version} any more.")
    mend = Message(
        vi="Tải phiên bản mới nhất, hoặc một trong: {known}.", en="Take the newest version, or one of: {known}."
    )


class NoPlaceError(KhoError):
    """A dataset that tells of no place is asked for as a map layer."""

    code = "KHO-D402"
    http_status = 422
    what = Message(
        vi="Bộ dữ liệu này không có hình học, toạ độ hay mã đơn vị hành chính nên không thành lớp bản đồ {format}.",
        en="This dataset has no geometry, coordinates or codes of units, so it makes no map layer as {format}.",
    )
    mend = Message(vi="Chọn CSV, XLSX, JSON hoặc Parquet.", en="Choose CSV, XLSX, JSON or Parquet.")


class NoUnitsError(KhoError):
    """A dataset without codes of units whose day is known is asked for in units of today."""

    code = "KHO-D403"
    http_status = 422
    what = Message(
        vi="Bộ dữ liệu này không có cột mã đơn vị hành chính nào đưa được về đơn vị hiện nay.",
        en="This dataset has no column of codes of units that could be brought to today's.",
    )
    mend = Message(vi="Tải như đã công bố (units=published).", en="Take it as it is published (units=published).")


class ColumnChangedError(KhoError):
    """An old version is filtered or sorted by a column that it has not, or has in another type."""

    code = "KHO-D404"
    http_status = 422
    what = Message(
        vi="Ở phiên bản {version}, cột {column} chưa có hoặc thuộc kiểu khác, không lọc hay sắp xếp theo nó được.",
        en="In version {version} column {column} is missing or of another type: nothing is filtered or sorted by it.",
    )
    mend = Message(
        vi="Tải cả phiên bản đó, hoặc lọc trên phiên bản mới nhất.",
        en="Take that version whole, or filter the newest one.",
    )


class TooLargeForFormatError(KhoError):
    """A format cannot hold so much."""

    code = "KHO-D405"
    http_status = 422
    what = Message(
        vi="Dữ liệu quá lớn cho định dạng {format}: {reason}.", en="The data is too large for {format}: {reason}."
    )
    mend = Message(vi="Lọc bớt, hoặc tải dạng CSV hay Parquet.", en="Filter it, or take it as CSV or Parquet.")


class StoppedError(KhoError):
    """Whoever serves an export has stopped it, such as after its time."""

    code = "KHO-D406"
    http_status = 503
    what = Message(vi="Việc tải đã bị dừng giữa chừng.", en="The export was stopped before its end.")
    mend = Message(
        vi="Thử lại; bộ dữ liệu lớn thì tải cả tệp thay vì lọc.",
        en="Try again; where the dataset is large, take the whole file rather than a part.",
    )
