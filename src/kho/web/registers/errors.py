"""What a register cannot do."""

from kho.errors import KhoError
from kho.messages import Message


class EntryChangedError(KhoError):
    """Somebody changed the entry while it was open."""

    code = "KHO-A211"
    http_status = 409
    what = Message(vi="Mục này vừa được người khác sửa.", en="Somebody has just changed this entry.")
    mend = Message(
        vi="So những gì bạn đã nhập với bản mới nhất rồi ghi lại; ghi lần nữa là ghi đè.",
        en="Compare what you typed with how it is now, then save again: that will be written over it.",
    )


class NotASheetError(KhoError):
    """The uploaded file is none of a register."""

    code = "KHO-A212"
    http_status = 422
    what = Message(vi="Không đọc được bảng nào trong tệp này.", en="No table could be read in this file.")
    mend = Message(
        vi="Gửi tệp .xlsx, .xls, .ods hoặc .csv có một hàng tiêu đề, ví dụ “Tên hệ thống”, “Đơn vị chủ quản”.",
        en="Send an .xlsx, .xls, .ods or .csv file with a header row, such as “Tên hệ thống”, “Đơn vị chủ quản”.",
    )


class SheetTooLargeError(KhoError):
    """Registers are small; so large a file is another one."""

    code = "KHO-A213"
    http_status = 413
    what = Message(vi="Tệp hoặc bảng quá lớn cho một danh bạ.", en="The file or table is too large for a register.")
    mend = Message(
        vi="Gửi tệp nhỏ hơn {megabytes} MB với nhiều nhất {rows} dòng, {columns} cột.",
        en="Send a file below {megabytes} MB with at most {rows} rows and {columns} columns.",
    )


class NoFileError(KhoError):
    """No file came along."""

    code = "KHO-A214"
    what = Message(vi="Chưa chọn tệp.", en="No file was chosen.")
    mend = Message(vi="Chọn một tệp rồi bấm gửi.", en="Choose a file, then send it.")


class StrangeListError(KhoError):
    """A code list's file cannot be read as one."""

    code = "KHO-A215"
    http_status = 409
    what = Message(
        vi="Tệp danh mục “{name}” có lỗi nên chưa sửa được trên trang.", en="The file of “{name}” is broken."
    )
    mend = Message(vi="Nhờ kỹ sư dữ liệu sửa: `kho check`.", en="Have a data engineer mend it: `kho check`.")
