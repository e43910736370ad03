"""What can be wrong with Parquet files, maps and archives as a whole."""

from kho.errors import KhoError
from kho.messages import Message


class BrokenParquetError(KhoError):
    """The file is no Parquet file, is cut off, or a page of it is damaged."""

    code = "KHO-S401"
    what = Message(vi="Tệp Parquet không đọc được: {reason}.", en="The Parquet file cannot be read: {reason}.")
    mend = Message(vi="Xin bên gửi xuất lại tệp.", en="Ask the sender to export it again.")


class EncryptedParquetError(KhoError):
    """The Parquet file is encrypted (Parquet Modular Encryption)."""

    code = "KHO-S402"
    what = Message(vi="Tệp Parquet đã mã hoá.", en="The Parquet file is encrypted.")
    mend = Message(vi="Xin bên gửi xuất lại, không mã hoá.", en="Ask the sender to export it without encryption.")


class BrokenMapError(KhoError):
    """The geo library cannot read the file."""

    code = "KHO-S411"
    what = Message(vi="Tệp bản đồ không đọc được: {reason}.", en="The map file cannot be read: {reason}.")
    mend = Message(
        vi="Mở thử bằng QGIS và xuất lại thành GeoPackage.", en="Try to open it in QGIS and export it as GeoPackage."
    )


class NoMapError(KhoError):
    """The bytes are none of the map formats that are read."""

    code = "KHO-S412"
    what = Message(vi="Tệp không phải bản đồ mà Kho đọc được.", en="The file is no map that Kho reads.")
    mend = Message(
        vi="Gửi GeoPackage, GeoJSON, KML, GML hoặc Shapefile nén zip.",
        en="Send GeoPackage, GeoJSON, KML, GML or a zipped Shapefile.",
    )


class ShapefileIncompleteError(KhoError):
    """A Shapefile is several files; some that it needs are missing."""

    code = "KHO-S413"
    what = Message(vi="Shapefile “{layer}” thiếu {missing}.", en="Shapefile “{layer}” lacks {missing}.")
    mend = Message(
        vi="Nén cả bộ .shp, .shx, .dbf, .prj, .cpg vào một tệp zip rồi gửi.",
        en="Zip the whole set .shp, .shx, .dbf, .prj, .cpg into one file and send that.",
    )


class LayerNotFoundError(KhoError):
    """The layer told is not in the file."""

    code = "KHO-S414"
    what = Message(vi="Không có lớp “{layer}”.", en="There is no layer “{layer}”.")
    mend = Message(vi="Chọn trong: {known}.", en="Choose among: {known}.")


class BadCrsError(KhoError):
    """The coordinate reference system told or declared is not known."""

    code = "KHO-S415"
    what = Message(
        vi="Không hiểu hệ toạ độ của lớp “{layer}”: {reason}.",
        en="The coordinate system of layer “{layer}” is not understood: {reason}.",
    )
    mend = Message(
        vi="Ghi hệ toạ độ đúng bằng “crs” trong kho.read, ví dụ EPSG:3405.",
        en="Give the right system by “crs” in kho.read, such as EPSG:3405.",
    )


class BrokenArchiveError(KhoError):
    """The archive or a member of it is damaged."""

    code = "KHO-S421"
    what = Message(vi="Tệp nén hỏng: {reason}.", en="The archive is damaged: {reason}.")
    mend = Message(vi="Xin bên gửi nén và gửi lại.", en="Ask the sender to compress and send it again.")


class ArchiveBombError(KhoError):
    """The archive would unpack to more than is reasonable."""

    code = "KHO-S422"
    what = Message(
        vi="Tệp nén bung ra quá lớn: {measured}, giới hạn {limit}.",
        en="The archive unpacks to too much: {measured}, the limit is {limit}.",
    )
    mend = Message(
        vi="Xin bên gửi chia nhỏ, hoặc gửi từng tệp không nén.",
        en="Ask the sender to split it, or to send the files uncompressed.",
    )


class EncryptedArchiveError(KhoError):
    """A member of the archive has a password."""

    code = "KHO-S423"
    what = Message(vi="“{member}” trong tệp nén có mật khẩu.", en="“{member}” in the archive has a password.")
    mend = Message(vi="Xin bên gửi nén lại không mật khẩu.", en="Ask the sender to compress it without a password.")


class UnsupportedCompressionError(KhoError):
    """A member is compressed by a method that Python cannot undo, such as Deflate64."""

    code = "KHO-S424"
    what = Message(
        vi="“{member}” nén bằng phương pháp Kho không đọc được.",
        en="“{member}” is compressed by a method that Kho cannot read.",
    )
    mend = Message(
        vi="Xin bên gửi nén lại dạng zip thông thường (Deflate).", en="Ask the sender to use plain zip (Deflate)."
    )


class NothingToReadError(KhoError):
    """No member of the archive is data that Kho reads, or that was asked for."""

    code = "KHO-S425"
    what = Message(vi="Trong tệp nén không có tệp nào đọc được.", en="No file in the archive can be read.")
    mend = Message(
        vi="Kiểm tra “members” trong kho.read; tệp nén có: {members}.",
        en="Check “members” in kho.read; the archive has: {members}.",
    )


class UnknownMemberError(KhoError):
    """No format fits a member that was asked for."""

    code = "KHO-S426"
    what = Message(
        vi="Không nhận ra định dạng của “{member}” trong tệp nén.",
        en="The format of “{member}” in the archive is not recognised.",
    )
    mend = Message(
        vi="Ghi “format” trong kho.read, hoặc sửa “members”.", en="Give “format” in kho.read, or mend “members”."
    )


class BadMemberOptionsError(KhoError):
    """The options for the members do not fit their format."""

    code = "KHO-S427"
    what = Message(vi="Tuỳ chọn trong “read” sai: {what_vi}", en="An option under “read” is wrong: {what_en}")
    mend = Message(vi="{mend_vi}", en="{mend_en}")


class NestedArchiveError(KhoError):
    """An archive in an archive in an archive."""

    code = "KHO-S428"
    what = Message(vi="“{member}” là tệp nén lồng quá sâu.", en="“{member}” is an archive nested too deep.")
    mend = Message(vi="Xin bên gửi nén lại một lớp.", en="Ask the sender to compress once only.")
