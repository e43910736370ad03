"""An invented budget workbook, laid out as published ones are: titles, a unit, a row of numbers, parts and sums."""

from openpyxl import Workbook
from tests.browser.whole_way import saved

_HEAD = (
    ("UBND TỈNH MẪU (DỮ LIỆU GIẢ)",),
    ("QUYẾT TOÁN CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG NĂM 2018",),
    ("(Số liệu bịa ra để làm ví dụ)",),
    (None, None, None, None, "Đơn vị: Triệu đồng"),
    ("STT", "Nội dung", "Dự toán", "Quyết toán", "So sánh (%)"),
    (),
    ("A", "B", 1, 2, "3=2/1"),
)
_PARTS = (
    ("A", "Tổng nguồn thu", 8_100_000, 9_450_000),
    ("I", "Thu được hưởng theo phân cấp", 6_900_000, 7_210_000),
    ("1", "Thu hưởng toàn bộ", 2_400_000, 2_515_000),
    ("2", "Thu phân chia", 4_500_000, 4_695_000),
    ("II", "Thu bổ sung từ cấp trên", 1_200_000, 1_180_000),
    ("1", "Bổ sung cân đối", 700_000, 700_000),
    ("2", "Bổ sung có mục tiêu", 500_000, 480_000),
    ("III", "Thu từ quỹ dự trữ", None, 15_000),
    ("IV", "Thu kết dư", None, 290_380),
    ("V", "Thu chuyển nguồn", None, 754_620),
    ("B", "Tổng chi", 8_100_000, 8_966_000),
    ("I", "Chi cân đối", 7_900_000, 8_102_000),
    ("1", "Chi đầu tư phát triển", 3_100_000, 3_420_000),
    ("2", "Chi thường xuyên", 4_550_000, 4_480_000),
    ("3", "Dự phòng", 250_000, 202_000),
    ("II", "Chi chương trình mục tiêu", 200_000, 164_000),
    ("III", "Chi chuyển nguồn sang năm sau", None, 700_000),
    ("C", "Kết dư", None, 484_000),
)


def invented_budget() -> bytes:
    """The workbook as a file."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in _HEAD:
        sheet.append(row)
    for number, content, planned, spent in _PARTS:
        share = round(spent / planned * 100, 1) if planned else None
        sheet.append((number, content, planned, spent, share))
    return saved(book)
