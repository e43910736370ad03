"""What can go wrong with the warehouse, said to the person who can mend it."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError
from obstore.exceptions import BaseError

from kho.errors import KhoError
from kho.messages import Message


class StoreUnreachableError(KhoError):
    """The object store does not answer, or does not let us in."""

    code = "KHO-W101"
    http_status = 503
    what = Message(
        vi="Không kết nối được nơi lưu trữ: {reason}.",
        en="The store cannot be reached: {reason}.",
    )
    mend = Message(
        vi="Kiểm tra địa chỉ, khoá truy cập và đường mạng trong kho.toml rồi chạy lại; bảng vẫn như trước.",
        en="Check its address, keys and the network in kho.toml, then run again; the table is as it was.",
    )


class StoreFullError(KhoError):
    """No room is left on the disk, or the quota is used up."""

    code = "KHO-W102"
    http_status = 507
    what = Message(vi="Hết chỗ trên ổ đĩa hoặc hết hạn mức.", en="The disk is full, or its quota is used up.")
    mend = Message(
        vi="Giải phóng chỗ (kho table maintain xoá các phiên bản quá hạn lưu) rồi chạy lại; bảng vẫn như trước.",
        en="Make room (kho table maintain removes versions past their retention), then run again; "
        "the table is as it was.",
    )


class StoreFailedError(KhoError):
    """The store or a table in it answered with an error that none of the others names."""

    code = "KHO-W103"
    http_status = 500
    what = Message(vi="Nơi lưu trữ báo lỗi: {reason}.", en="The store reports: {reason}.")
    mend = Message(
        vi="Xem lý do ở trên; nếu tệp trong kho bị hỏng, phục hồi tệp đó từ bản sao lưu.",
        en="See the reason above; if a file of the warehouse is damaged, restore that file from the backup.",
    )


class BusyError(KhoError):
    """Another process is loading the same dataset."""

    code = "KHO-W104"
    http_status = 409
    what = Message(
        vi="Đang có lượt khác ghi vào bộ dữ liệu này: {holder}; đã chờ {seconds} giây.",
        en="Another run is writing to this dataset: {holder}; waited {seconds} seconds.",
    )
    mend = Message(
        vi="Chờ lượt đó xong rồi chạy lại. Nếu tiến trình bị treo, dừng nó; khoá tự mở.",
        en="Run again when it has ended. If that process hangs, stop it; the lock opens by itself.",
    )


class LandedDamagedError(KhoError):
    """The landed bytes are not those that were received."""

    code = "KHO-W105"
    http_status = 500
    what = Message(
        vi="Tệp đã tiếp nhận {sha256} bị hỏng: nội dung hiện có mã {found}.",
        en="The landed file {sha256} is damaged: its bytes now have the hash {found}.",
    )
    mend = Message(
        vi="Phục hồi tệp từ bản sao lưu, hoặc xoá tệp này rồi nhận lại từ bên gửi.",
        en="Restore the file from the backup, or remove it and receive it from the sender again.",
    )


class NotLandedError(KhoError):
    """Nothing with this hash has landed."""

    code = "KHO-W106"
    http_status = 404
    what = Message(vi="Chưa tiếp nhận tệp nào có mã {sha256}.", en="No file with the hash {sha256} has landed.")
    mend = Message(vi="Xem các lần tiếp nhận bằng kho runs.", en="See what has arrived with kho runs.")


class ErasedBytesError(KhoError):
    """The landed bytes were erased because they held a person's data; only redacted cells are kept."""

    code = "KHO-W107"
    http_status = 410
    what = Message(
        vi="Tệp gốc {sha256} đã được xoá theo yêu cầu xoá dữ liệu cá nhân.",
        en="The original file {sha256} was erased on a person's request.",
    )
    mend = Message(
        vi="Các ô còn lại của tệp vẫn được giữ trong landing/redacted.",
        en="What may be kept of its cells is in landing/redacted.",
    )


class BreakingTableError(KhoError):
    """The contract no longer fits the table that is there."""

    code = "KHO-W108"
    http_status = 409
    what = Message(
        vi="Cột “{column}” của bảng đang có không khớp cam kết mới: {vi}.",
        en="Column “{column}” of the table does not fit the new contract: {en}.",
    )
    mend = Message(
        vi="Giữ nguyên cột này trong cam kết, hoặc chạy lại với --allow-breaking sau khi báo bên sử dụng.",
        en="Keep the column in the contract, or run with --allow-breaking once those who use it know.",
    )


class LossyChangeError(KhoError):
    """Loaded values do not fit the column's new type."""

    code = "KHO-W109"
    http_status = 409
    what = Message(
        vi="Có giá trị đã nạp không chuyển được sang kiểu mới: {reason}.",
        en="Loaded values do not fit the new type: {reason}.",
    )
    mend = Message(
        vi="Chọn kiểu chứa được mọi giá trị đã nạp, ví dụ decimal(38,0) thay cho số thực.",
        en="Choose a type that holds every loaded value, such as decimal(38,0) instead of a floating number.",
    )


class NoTableError(KhoError):
    """The dataset has no table yet."""

    code = "KHO-W110"
    http_status = 404
    what = Message(vi="Bộ dữ liệu này chưa có bảng.", en="This dataset has no table yet.")
    mend = Message(vi="Nạp dữ liệu bằng kho run.", en="Load it with kho run.")


class NoVersionError(KhoError):
    """The table has no such version, or that version's files are past their retention."""

    code = "KHO-W111"
    http_status = 404
    what = Message(vi="Bảng không có phiên bản {version}.", en="The table has no version {version}.")
    mend = Message(
        vi="Các phiên bản còn đọc được: {first} đến {last}.",
        en="Versions that can be read: {first} to {last}.",
    )


class BadKeyError(KhoError):
    """An upsert needs one row per key; the delivery has rows without a key or several for one."""

    code = "KHO-W112"
    http_status = 422
    what = Message(
        vi="Không cập nhật theo khoá ({key}) được: {rows} dòng trùng khoá hoặc thiếu khoá.",
        en="Rows cannot be matched by key ({key}): {rows} rows share a key or have none.",
    )
    mend = Message(
        vi="Thêm quy tắc bắt buộc và duy nhất cho các cột khoá trong cam kết, hoặc đổi kho.load.",
        en="Make the key columns required and unique in the contract, or change kho.load.",
    )


class OvertakenError(KhoError):
    """Another machine committed to the table again and again while we were computing."""

    code = "KHO-W113"
    http_status = 409
    what = Message(
        vi="Máy khác liên tục ghi vào bảng này trong lúc nạp.",
        en="Another machine kept writing to this table while it was being loaded.",
    )
    mend = Message(vi="Chạy lại sau ít phút.", en="Run again in a few minutes.")


class PersonalPartitionError(KhoError):
    """A partition column's values stand in file names and logs, so it may not be personal."""

    code = "KHO-W114"
    http_status = 422
    what = Message(
        vi="Cột “{column}” là dữ liệu cá nhân nên không được dùng để chia phần bảng.",
        en="Column “{column}” is personal, so the table may not be partitioned by it.",
    )
    mend = Message(
        vi="Chia theo cột khác, ví dụ năm hoặc mã xã.",
        en="Partition by another column, such as the year or the commune.",
    )


class PartitionChangedError(KhoError):
    """The contract partitions by other columns than the table."""

    code = "KHO-W115"
    http_status = 409
    what = Message(
        vi="Bảng đang chia phần theo ({old}), cam kết mới chia theo ({new}).",
        en="The table is partitioned by ({old}), the new contract by ({new}).",
    )
    mend = Message(
        vi="Giữ cách chia phần cũ, hoặc đặt tên bộ dữ liệu mới và nạp lại từ các tệp đã tiếp nhận.",
        en="Keep the old partitions, or give the dataset a new name and load it again from the landed files.",
    )


class BadPlaceError(KhoError):
    """The folder's path has a letter that Delta tables cannot lie under."""

    code = "KHO-W116"
    what = Message(
        vi="Đường dẫn của kho dữ liệu có ký tự “{letter}”, bảng không đọc lại được ở đó.",
        en="The warehouse's path has the letter “{letter}”; tables cannot be read back from there.",
    )
    mend = Message(
        vi="Đổi tên thư mục, hoặc đặt warehouse trong kho.toml ở đường dẫn khác.",
        en="Rename the folder, or set warehouse in kho.toml to another path.",
    )


class StoreRefusedError(KhoError):
    """The warehouse's disk may not be written: it is mounted read-only, or is somebody else's."""

    code = "KHO-W119"
    http_status = 503
    what = Message(vi="Kho dữ liệu không cho ghi: {reason}.", en="The warehouse may not be written: {reason}.")
    mend = Message(
        vi="Kiểm tra quyền ghi và cách gắn ổ đĩa của đường dẫn trên rồi chạy lại; bảng vẫn nguyên vẹn.",
        en="Check who may write at this path and how its disk is mounted, then run again; the table is whole.",
    )


class DamagedFileError(KhoError):
    """A file of a table or of the quarantine is gone, cut short or not what was written."""

    code = "KHO-W117"
    http_status = 500
    what = Message(
        vi="Một tệp của kho bị hỏng hoặc không còn: {reason}.",
        en="A file of the warehouse is damaged or gone: {reason}.",
    )
    mend = Message(
        vi="Phục hồi tệp này từ bản sao lưu. Nếu không có: `kho table restore` về phiên bản không dùng tệp này, "
        "rồi `kho run --again`.",
        en="Restore the file from the backup. Without one: `kho table restore` to a version that does not use it, "
        "then `kho run --again`.",
    )


class DamagedLogError(KhoError):
    """An entry of a table's log cannot be read."""

    code = "KHO-W118"
    http_status = 500
    what = Message(
        vi="Một mục trong nhật ký của bảng bị hỏng: {reason}.", en="An entry of the table's log is damaged: {reason}."
    )
    mend = Message(
        vi="Phục hồi tệp này từ bản sao lưu. Nếu không có và đây là mục mới nhất: xoá tệp, bảng trở về như trước "
        "lượt nạp đó, rồi `kho run --again`.",
        en="Restore the file from the backup. Without one, if it is the newest entry: remove it, the table is then "
        "as before that load, and `kho run --again`.",
    )


FULL = ("no space left", "disk quota exceeded", "file too large", "not enough disk space", "max_temp_directory_size")
REFUSED = ("read-only file system", "permission denied")
UNREACHABLE = (
    "error sending request",
    "connection refused",
    "connection reset",
    "timed out",
    "dns error",
    "403 forbidden",
    "401 unauthorized",
    "accessdenied",
    "invalidaccesskeyid",
    "signaturedoesnotmatch",
    "503 service unavailable",
    "500 internal server error",
    "nosuchbucket",
    "max_retries",
)


DAMAGED = re.compile(
    r"parquet magic bytes not found|parquet file size is|invalid parquet|corrupt|not a parquet file"
    r"|open local file '[^']*\.parquet'|no such file.*\.parquet|\.parquet.*(no such file|not found)",
    re.IGNORECASE,
)
TRACE = re.compile(r"\n|Detail: Python exception:")
DATA_FILE = re.compile(r"[^\s'\"]+\.parquet")


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn an error of the disk, the object store, Delta or DuckDB into a KhoError that names the place."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read an answer has gone: that is no trouble of the store's
    except (OSError, DeltaError, BaseError, duckdb.Error, pa.ArrowException) as error:
        raise _named(error, where) from error


def _named(error: Exception, where: str) -> KhoError:
    text = str(error)
    low = text.lower()
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or any(sign in low for sign in FULL):
        return StoreFullError(where=where)
    if any(sign in low for sign in UNREACHABLE):
        return StoreUnreachableError(where=where, reason=_short(text))
    refused = isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM)
    if refused or any(sign in low for sign in REFUSED):
        return StoreRefusedError(where=where, reason=_short(text))
    if DAMAGED.search(text):
        found = DATA_FILE.search(text)
        return DamagedFileError(where=f"{where}: {found[0]}" if found else where, reason=_short(text))
    return StoreFailedError(where=where, reason=_short(text))


def _short(text: str) -> str:
    """The first line without the libraries' own traces, of a length a person reads."""
    return TRACE.split(text.strip())[0][:300].rstrip(". ")
