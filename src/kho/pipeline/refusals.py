"""Whatever stops a delivery, as an error that says what, where and what to do next."""

import errno
import traceback
from pathlib import Path

from kho.errors import KhoError
from kho.messages import Message


class DiskFullError(KhoError):
    """There is no room to work in."""

    code = "KHO-R301"
    what = Message(
        vi="Hết chỗ trên đĩa khi xử lý; bảng dữ liệu vẫn nguyên vẹn.",
        en="The disk is full; the table is whole.",
    )
    mend = Message(
        vi="Giải phóng đĩa (thư mục .kho/work và kho dữ liệu) rồi chạy lại lệnh này.",
        en="Free space (the folder .kho/work and the warehouse), then run the same command again.",
    )


class SystemRefusedError(KhoError):
    """The operating system refused a file operation."""

    code = "KHO-R302"
    what = Message(
        vi="Hệ điều hành báo lỗi: {reason}; bảng dữ liệu vẫn nguyên vẹn.",
        en="The operating system refused: {reason}; the table is whole.",
    )
    mend = Message(
        vi="Kiểm tra quyền và ổ đĩa của đường dẫn trên rồi chạy lại lệnh này.",
        en="Check the path's permissions and disk, then run the same command again.",
    )


class UnexpectedError(KhoError):
    """Kho itself is at fault: an exception nobody foresaw."""

    code = "KHO-R304"
    what = Message(
        vi="Kho gặp lỗi của chính nó ({kind}: {reason}); bảng dữ liệu vẫn nguyên vẹn.",
        en="Kho met a fault of its own ({kind}: {reason}); the table is whole.",
    )
    mend = Message(
        vi="Gửi bản ghi lượt chạy (`kho run show LAST --format json`) cho người phát triển Kho.",
        en="Send the run's record (`kho run show LAST --format json`) to Kho's developers.",
    )


class ErasedDeliveryError(KhoError):
    """The delivered bytes were erased once: they hold a person who is not to be loaded again."""

    code = "KHO-R306"
    http_status = 410
    what = Message(
        vi="Tệp “{name}” từng bị xoá vì có dữ liệu của người đã được xoá; không nạp lại.",
        en="The file “{name}” was erased once because it holds a person who was erased; it is not loaded again.",
    )
    mend = Message(
        vi="Bỏ tệp này khỏi nguồn và đề nghị bên gửi gửi lại tệp không có người đó.",
        en="Remove the file from the source, and ask its sender for one without that person.",
    )


def as_told(error: Exception) -> KhoError:
    """The error as a person is told of it; what nobody foresaw keeps its kind, its words and its place in the code."""
    if isinstance(error, KhoError):
        return error
    if isinstance(error, OSError):
        return _refused(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return UnexpectedError(where=where, kind=type(error).__name__, reason=" ".join(str(error).split()))


def _refused(error: OSError) -> KhoError:
    where = str(error.filename or "")
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFullError(where=where)
    return SystemRefusedError(where=where, reason=error.strerror or str(error))
