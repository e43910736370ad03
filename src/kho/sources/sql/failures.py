"""What can go wrong with a database, in words for the person who declared the source."""

from kho.errors import KhoError
from kho.messages import Message


class DatabaseUnreachableError(KhoError):
    """The database does not answer, or gives up the connection."""

    code = "KHO-T411"
    what = Message(vi="Không kết nối được cơ sở dữ liệu: {reason}", en="The database cannot be reached: {reason}")
    mend = Message(
        vi="Kiểm tra host, port, database và mạng; hỏi đơn vị quản lý xem máy chủ có đang chạy không.",
        en="Check host, port, database and the network; ask who runs the server whether it is up.",
    )


class DatabaseLoginError(KhoError):
    """The database refuses the user or the password."""

    code = "KHO-T412"
    what = Message(
        vi="Cơ sở dữ liệu từ chối người dùng hoặc mật khẩu.", en="The database refuses the user or the password."
    )
    mend = Message(
        vi="Kiểm tra user và giá trị bí mật của password; người dùng phải được kết nối từ máy này.",
        en="Check user and the secret of password; the user must be allowed to connect from this machine.",
    )


class QueryFailedError(KhoError):
    """The database does not carry out the query: no such table or column, no right to read, an error halfway."""

    code = "KHO-T413"
    what = Message(vi="Cơ sở dữ liệu báo lỗi: {reason}", en="The database says: {reason}")
    mend = Message(
        vi="Kiểm tra table hoặc query, schema, và quyền đọc của người dùng; chưa có gì được nạp.",
        en="Check table or query, the schema and what the user may read; nothing has been loaded.",
    )


class DriverMissingError(KhoError):
    """The Python package for this kind of database is not installed."""

    code = "KHO-T414"
    what = Message(vi="Chưa cài trình điều khiển “{package}”.", en="The driver “{package}” is not installed.")
    mend = Message(vi="Chạy: pip install 'kho[{extra}]'.", en="Run: pip install 'kho[{extra}]'.")


class ValueDoesNotFitError(KhoError):
    """A value is not of the type that the database declares for its column."""

    code = "KHO-T415"
    what = Message(
        vi="Cột “{column}” có giá trị không vừa kiểu {type}: {reason}",
        en="Column “{column}” has a value that does not fit its type {type}: {reason}",
    )
    mend = Message(
        vi="Chuyển cột đó thành chữ ngay trong query, ví dụ CAST(... AS VARCHAR(100)).",
        en="Turn that column into text within query, for example CAST(... AS VARCHAR(100)).",
    )
