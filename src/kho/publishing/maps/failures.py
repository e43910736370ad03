"""What can go wrong with a map, or with boundaries that are imported, said to the person who asked."""

from kho.errors import KhoError
from kho.messages import Message


class NotPlacedError(KhoError):
    """Nothing in the dataset says where its rows are."""

    code = "KHO-D601"
    http_status = 404
    what = Message(
        vi="Bộ dữ liệu này không có cột nào nói dòng nằm ở đâu.", en="No column of this dataset says where rows are."
    )
    mend = Message(
        vi="Xem bảng hoặc biểu đồ; nếu có mã xã, khai kho.admin_unit trong cam kết dữ liệu.",
        en="Look at the table or a chart; where it has communes' codes, declare kho.admin_unit in the contract.",
    )


class NoBoundariesInFileError(KhoError):
    """A file has no area that is a unit's."""

    code = "KHO-D602"
    what = Message(
        vi="Không vùng nào trong {count} đối tượng của tệp khớp với một đơn vị {level_vi}.",
        en="None of the file's {count} features is the area of a {level_en}.",
    )
    mend = Message(
        vi="Chỉ cột mã hoặc cột tên bằng --code, --name; các cột: {columns}.",
        en="Name the column of codes or of names by --code, --name; columns: {columns}.",
    )


class NoSuchAttributeError(KhoError):
    """The file has no such column."""

    code = "KHO-D603"
    what = Message(vi="Tệp không có cột “{name}”.", en="The file has no column “{name}”.")
    mend = Message(vi="Dùng một trong: {columns}.", en="Use one of: {columns}.")


class NotAMapError(KhoError):
    """A file that no map program reads."""

    code = "KHO-D604"
    what = Message(vi="Không đọc được tệp bản đồ: {reason}.", en="The map file cannot be read: {reason}.")
    mend = Message(
        vi="Dùng GeoJSON, GeoPackage, Shapefile nén zip, KML hoặc FlatGeobuf.",
        en="Use GeoJSON, GeoPackage, a zipped Shapefile, KML or FlatGeobuf.",
    )


class BrokenBoundariesError(KhoError):
    """The boundaries that were imported cannot be read any more."""

    code = "KHO-D605"
    http_status = 500
    what = Message(vi="Tệp địa giới đã nhập bị hỏng.", en="The imported boundaries are damaged.")
    mend = Message(vi="Nhập lại: `kho geo import TỆP`.", en="Import them again: `kho geo import FILE`.")
