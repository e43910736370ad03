"""A workbook of 64 invented systems as a department keeps one: a title, merged headers, groups, totals, spellings."""

import io

import xlsxwriter

OWNERS = ("Sở Mẫu", "SỞ MẪU", "So Mau", "Sở KH&CN", "TT. Chuyển đổi số", "UBND tỉnh mẫu", "Sở Khoa học và CN")
"""Of which the first three are one, and the others are found by their abbreviations."""
KINDS = ("Dùng chung", "Chuyên ngành", "dùng chung", "CSDL chuyên ngành")


def systems_workbook() -> bytes:
    """The file."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    bold = book.add_format({"bold": True})
    sheet.merge_range("A1:G1", "DANH SÁCH HỆ THỐNG THÔNG TIN, CƠ SỞ DỮ LIỆU (dữ liệu giả)", bold)
    sheet.merge_range("A2:A3", "STT", bold)
    sheet.merge_range("B2:B3", "Tên hệ thống", bold)
    sheet.merge_range("C2:C3", "Đơn vị chủ quản", bold)
    sheet.merge_range("D2:E2", "Thông tin chung", bold)
    sheet.write("D3", "Loại", bold)
    sheet.write("E3", "Nơi đặt", bold)
    sheet.merge_range("F2:F3", "Kết nối với", bold)
    sheet.merge_range("G2:G3", "Năm đưa vào sử dụng", bold)
    for number, row in enumerate(_rows(), start=3):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, value)
    book.close()
    return buffer.getvalue()


def _rows() -> list[list[str | int]]:
    rows: list[list[str | int]] = [["I", "Hệ thống dùng chung"]]
    rows.append([1, "Hệ thống một", "Sở Mẫu", "Chuyên ngành", "", "", ""])
    rows.append([2, "HỆ THỐNG HAI", "sở mẫu", "Dùng chung", "Thuê dịch vụ", "Hệ thống một", ""])
    rows.extend(_row(number) for number in range(3, 33))
    rows.append(["II", "Hệ thống chuyên ngành"])
    rows.extend(_row(number) for number in range(33, 63))
    rows.append(["III", "Khác"])
    rows.append([63, "Phần mềm 63", "Sở Mấu X", "Dùng chung", "", "", ""])
    rows.append([64, "Phần mềm 64", "", "Dùng chung", "", "", ""])
    rows.append(["Tổng cộng", "", 64])
    return rows


def _row(number: int) -> list[str | int]:
    connections = {6: "Hệ thống một;\nPhần mềm 03", 7: "Không", 8: "CSDL quốc gia về dân cư"}
    place = "Trung tâm dữ liệu tỉnh" if number % 2 else ""
    owner = OWNERS[number % len(OWNERS)]
    return [
        number,
        f"Phần mềm {number:02}",
        owner,
        KINDS[number % 4],
        place,
        connections.get(number, ""),
        2010 + number % 15,
    ]
