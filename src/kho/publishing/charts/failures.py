"""What can go wrong with a chart, said to the person who asked for it."""

from kho.errors import KhoError
from kho.messages import Message


class NoColumnChosenError(KhoError):
    """A chart of this kind needs a column that the address does not name."""

    code = "KHO-D501"
    what = Message(vi="Biểu đồ này còn thiếu cột cho “{name}”.", en="This chart lacks a column for “{name}”.")
    mend = Message(vi="Chọn một trong: {known}.", en="Choose one of: {known}.")


class NotNumbersError(KhoError):
    """A chart of this kind needs numbers."""

    code = "KHO-D502"
    what = Message(
        vi="Cột {column} không phải số, nên không vẽ được kiểu này.",
        en="Column {column} holds no numbers, so it cannot be drawn like this.",
    )
    mend = Message(
        vi="Chọn cột số, hoặc đổi sang biểu đồ cột.", en="Choose a column of numbers, or change to a chart of bars."
    )


class NotDrawnError(KhoError):
    """The program that draws refused."""

    code = "KHO-D503"
    http_status = 500
    what = Message(vi="Không vẽ được hình: {reason}.", en="The picture could not be drawn: {reason}.")
    mend = Message(
        vi="Đổi cột hoặc kiểu biểu đồ; bảng số liệu bên dưới vẫn dùng được.",
        en="Change the columns or the kind of chart; the table of its data can still be used.",
    )


class NothingToChartError(KhoError):
    """No column of the dataset makes a chart."""

    code = "KHO-D504"
    http_status = 404
    what = Message(vi="Bộ dữ liệu này không có cột nào để vẽ.", en="No column of this dataset makes a chart.")
    mend = Message(vi="Xem bảng hoặc tải dữ liệu về.", en="Look at the table, or download the data.")
