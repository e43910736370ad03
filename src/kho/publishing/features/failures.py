"""What can go wrong with a question about features, said to the person who asked it."""

from kho.errors import KhoError
from kho.messages import Message


class NoSuchCollectionError(KhoError):
    """No collection of that name: there is no such dataset, it is not open, or its rows lie nowhere."""

    code = "KHO-D901"
    http_status = 404
    what = Message(vi="Không có lớp bản đồ “{name}”.", en="There is no collection “{name}”.")
    mend = Message(
        vi="Chọn một lớp trong /ogc/collections; dữ liệu không có vị trí thì đọc ở /api/v1.",
        en="Choose one of /ogc/collections; data without places is read at /api/v1.",
    )


class NoSuchFeatureError(KhoError):
    """A collection has no feature of that id."""

    code = "KHO-D902"
    http_status = 404
    what = Message(vi="Lớp này không có đối tượng “{id}”.", en="This collection has no feature “{id}”.")
    mend = Message(
        vi="Lấy id từ các đối tượng của lớp; dữ liệu mới có thể không còn đối tượng này.",
        en="Take ids from the collection's items; newer data may not have this one any more.",
    )


class NotABoxError(KhoError):
    """A bounding box is none."""

    code = "KHO-D903"
    what = Message(vi="bbox “{value}” không phải khung toạ độ.", en="The bbox “{value}” is no bounding box.")
    mend = Message(
        vi="Viết tây,nam,đông,bắc bằng độ, như 106.0,20.5,106.5,21.0.",
        en="Write west,south,east,north in degrees, such as 106.0,20.5,106.5,21.0.",
    )


class NotATimeError(KhoError):
    """`datetime` is neither a moment nor an interval."""

    code = "KHO-D904"
    what = Message(vi="datetime “{value}” không phải thời gian.", en="The datetime “{value}” is no time.")
    mend = Message(
        vi="Viết 2025-07-01, 2025-07-01T08:00:00Z, hoặc khoảng 2025-01-01/2025-12-31, một đầu có thể là ..",
        en="Write 2025-07-01, 2025-07-01T08:00:00Z, or 2025-01-01/2025-12-31, where one end may be ..",
    )


class NoSuchSystemError(KhoError):
    """A coordinate reference system that is not offered."""

    code = "KHO-D905"
    what = Message(vi="Không có hệ toạ độ “{name}”.", en="The coordinate reference system “{name}” is not offered.")
    mend = Message(vi="Dùng một trong: {known}.", en="Use one of: {known}.")


class TooManyUnitsError(KhoError):
    """More different codes of units than there are units."""

    code = "KHO-D906"
    http_status = 422
    what = Message(
        vi="Cột mã đơn vị có hơn {most} mã khác nhau; không tìm theo khung toạ độ được.",
        en="The column of units has more than {most} different codes, too many to look for by a bounding box.",
    )
    mend = Message(vi="Lọc theo mã đơn vị thay cho bbox.", en="Filter by codes of units instead of bbox.")
