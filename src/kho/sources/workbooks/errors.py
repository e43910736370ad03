"""What can be wrong with a workbook so that nothing of it can be read."""

from kho.errors import KhoError
from kho.messages import Message


class NotAWorkbookError(KhoError):
    """The bytes are something else, whatever the file is called."""

    code = "KHO-S201"
    what = Message(
        vi="Tệp “{name}” không phải bảng tính Excel hay LibreOffice: nội dung là {kind_vi}.",
        en="The file “{name}” is no Excel or LibreOffice workbook: its content is {kind_en}.",
    )
    mend = Message(
        vi="Mở tệp bằng Excel, chọn Lưu thành, kiểu “Excel Workbook (.xlsx)”, rồi gửi lại.",
        en="Open the file in Excel, save it as “Excel Workbook (.xlsx)”, and send it again.",
    )


class EncryptedWorkbookError(KhoError):
    """The workbook opens only with a password."""

    code = "KHO-S202"
    what = Message(vi="Tệp “{name}” được đặt mật khẩu.", en="The file “{name}” is protected by a password.")
    mend = Message(
        vi="Trong Excel: Tệp > Thông tin > Bảo vệ sổ làm việc > Mã hoá bằng mật khẩu, xoá mật khẩu, lưu và gửi lại.",
        en="In Excel: File > Info > Protect Workbook > Encrypt with Password, empty the password, save, send again.",
    )


class BrokenWorkbookError(KhoError):
    """The workbook is damaged or cut off."""

    code = "KHO-S203"
    what = Message(
        vi="Tệp “{name}” bị hỏng hoặc bị cắt ngang, không đọc được: {reason}.",
        en="The file “{name}” is damaged or cut off and cannot be read: {reason}.",
    )
    mend = Message(
        vi="Xin lại tệp gốc; nếu Excel vẫn mở được, hãy lưu thành tệp .xlsx mới rồi gửi lại.",
        en="Ask for the original file; if Excel still opens it, save it as a new .xlsx file and send that.",
    )


class WorkbookTooLargeError(KhoError):
    """Unpacked, the workbook is larger than Kho reads: a zip bomb or a sheet with cells far out."""

    code = "KHO-S204"
    what = Message(
        vi="Tệp “{name}” quá lớn khi mở ra: {measured_vi}, giới hạn là {limit_vi}.",
        en="The file “{name}” is too large when unpacked: {measured_en}, the limit is {limit_en}.",
    )
    mend = Message(
        vi="Xoá các dòng, cột trống ở xa bảng (Ctrl+End cho thấy ô cuối), hoặc gửi dữ liệu dưới dạng CSV.",
        en="Delete empty rows and columns far from the table (Ctrl+End shows the last cell), or send the data as CSV.",
    )


class NoSuchSheetError(KhoError):
    """`kho.read.sheet` names a sheet the workbook does not have."""

    code = "KHO-S205"
    what = Message(
        vi="Tệp “{name}” không có trang tính {sheet}.",
        en="The file “{name}” has no sheet {sheet}.",
    )
    mend = Message(
        vi="Các trang tính có trong tệp: {known}. Sửa `sheet` trong kho.read.",
        en="Sheets of the file: {known}. Correct `sheet` in kho.read.",
    )


class NoTableError(KhoError):
    """No sheet that may be read holds a table."""

    code = "KHO-S206"
    what = Message(
        vi="Không tìm thấy bảng nào trong tệp “{name}” (đã xem: {known}).",
        en="No table was found in the file “{name}” (looked at: {known}).",
    )
    mend = Message(
        vi="Chỉ rõ bảng trong kho.read bằng `sheet`, `range`, `header_rows`; trang tính ẩn cần `hidden: true`.",
        en="Say in kho.read where the table is: `sheet`, `range`, `header_rows`; hidden sheets need `hidden: true`.",
    )


class PinFindsNothingError(KhoError):
    """What `kho.read` pins is not in the sheet."""

    code = "KHO-S207"
    what = Message(
        vi="Tệp “{name}”, trang tính “{sheet}”: không có gì ở {pin}.",
        en="The file “{name}”, sheet “{sheet}”: there is nothing at {pin}.",
    )
    mend = Message(
        vi="Trong trang tính có: {known}. Sửa kho.read cho khớp.",
        en="The sheet has: {known}. Correct kho.read to match.",
    )


class BadWorkbookOptionError(KhoError):
    """An option of `kho.read` has no meaning for workbooks."""

    code = "KHO-S208"
    what = Message(vi="Tuỳ chọn `{field}` của kho.read: {what_vi}", en="Option `{field}` of kho.read: {what_en}")
    mend = Message(vi="{mend_vi}", en="{mend_en}")
