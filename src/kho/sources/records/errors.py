"""What can be wrong with a file of nested records, JSON or XML, as a whole."""

from kho.errors import KhoError
from kho.messages import Message


class BrokenDocumentError(KhoError):
    """The text breaks the grammar of its format; what stands after that place cannot be told."""

    code = "KHO-S301"
    what = Message(
        vi="Tệp {format} hỏng ở dòng {line}, cột {column}: {reason}.",
        en="The {format} file is broken at line {line}, column {column}: {reason}.",
    )
    mend = Message(
        vi="Xin bên gửi xuất lại tệp; tệp có thể bị cắt cụt khi truyền.",
        en="Ask the sender to export it again; it may have been cut off on its way.",
    )


class RecordsNotFoundError(KhoError):
    """The path of the records leads nowhere in this file."""

    code = "KHO-S302"
    what = Message(vi="Không có bản ghi nào ở {records}.", en="There are no records at {records}.")
    mend = Message(
        vi="Sửa “records” trong kho.read; tệp này có: {found}.",
        en="Mend “records” in kho.read; this file has: {found}.",
    )


class TooDeepError(KhoError):
    """Values nest deeper than a record of real data does."""

    code = "KHO-S303"
    what = Message(
        vi="Dữ liệu lồng nhau quá {limit} tầng (dòng hoặc bản ghi {line}).",
        en="Values nest deeper than {limit} levels (line or record {line}).",
    )
    mend = Message(
        vi="Kiểm tra tệp với bên gửi; nếu đúng, nâng “max_depth” trong kho.read (tối đa 200).",
        en="Check the file with its sender; if it is right, raise “max_depth” in kho.read (200 at most).",
    )


class TooLargeRecordError(KhoError):
    """One record or value does not end within the limit."""

    code = "KHO-S304"
    what = Message(
        vi="Một bản ghi bắt đầu ở dòng {line} dài quá {limit} triệu ký tự.",
        en="A record that begins on line {line} is longer than {limit} million characters.",
    )
    mend = Message(
        vi="Kiểm tra “records” trong kho.read có trỏ đúng danh sách bản ghi, hoặc xin bên gửi chia nhỏ tệp.",
        en="Check that “records” in kho.read names the list of records, or ask the sender to split the file.",
    )


class TooManyColumnsError(KhoError):
    """The records have no common columns: keys are used as values."""

    code = "KHO-S305"
    what = Message(
        vi="Các bản ghi có hơn {limit} trường khác nhau.", en="The records have more than {limit} different fields."
    )
    mend = Message(
        vi="Tên trường có vẻ là mã số hoặc ngày; chỉ đúng danh sách bản ghi bằng “records” trong kho.read.",
        en="Field names seem to be codes or dates; name the list of records by “records” in kho.read.",
    )


class RefusedDeclarationError(KhoError):
    """An XML file declares a document type or entities, which data never needs and attacks do."""

    code = "KHO-S306"
    what = Message(
        vi="Tệp XML khai báo {declared} ở dòng {line}; Kho không đọc để tránh bị lợi dụng (XXE, bom thực thể).",
        en="The XML file declares {declared} on line {line}; Kho does not read that (XXE, entity bombs).",
    )
    mend = Message(
        vi="Xin bên gửi bỏ phần <!DOCTYPE …> rồi gửi lại.",
        en="Ask the sender to leave out <!DOCTYPE …> and send again.",
    )


class SpreadsheetXmlError(KhoError):
    """A workbook in the XML form of Excel 2003, often named `.xls`."""

    code = "KHO-S307"
    what = Message(
        vi="Đây là bảng tính Excel 2003 dạng XML, không phải XML dữ liệu.",
        en="This is an Excel 2003 workbook in XML, not a data XML file.",
    )
    mend = Message(
        vi="Mở bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi.",
        en="Open it in Excel or LibreOffice, save it as .xlsx and send that.",
    )


class UnknownEncodingError(KhoError):
    """The file declares an encoding that does not exist."""

    code = "KHO-S308"
    what = Message(vi="Tệp khai báo bảng mã lạ “{encoding}”.", en="The file declares an unknown encoding “{encoding}”.")
    mend = Message(vi="Ghi đúng “encoding” trong kho.read.", en="Give the right “encoding” in kho.read.")
