"""Help in Vietnamese: the commands are declared in English, and shown in the language of the call."""

import os
import re
from collections.abc import Iterable
from inspect import cleandoc

import click

from kho.messages import Message

WORDS = {
    "Options": "Tuỳ chọn",
    "Commands": "Lệnh",
    "Show the version and exit.": "Hiện phiên bản rồi thôi.",
    "Show this message and exit.": "Hiện lời này rồi thôi.",
}
"""What click itself says."""
HELP = (
    Message(
        "Bao nhiêu tiến trình trả lời (không ghi: mỗi bộ xử lý một).",
        "How many processes answer (without it: one a processor).",
    ),
    Message(
        "Cổng để nghe.",
        "The port to listen at.",
    ),
    Message(
        "Địa chỉ để nghe.",
        "The address to listen at.",
    ),
    Message(
        "Mở cổng dữ liệu và các API, có gì mới thì công bố, đến khi dừng bằng Ctrl-C hoặc SIGTERM.",
        "Serve the portal and its APIs, and publish what is new as it comes, until stopped by Ctrl-C or SIGTERM.",
    ),
    Message(
        "Cổng dữ liệu và các API: tìm, xem, tải và dùng dữ liệu mở.",
        "The portal and its APIs: find, look at, take and use the open data.",
    ),
    Message(
        "Dữ liệu mở cho trợ lý AI trên máy này (Model Context Protocol).",
        "The open data for an AI assistant on this machine (Model Context Protocol).",
    ),
    Message(
        "Cho trợ lý AI dùng dữ liệu mở qua Model Context Protocol, bằng cửa vào, cửa ra chuẩn.",
        "Serve the open data to an AI assistant by the Model Context Protocol, over standard input and output.",
    ),
    Message(
        "Khoá cho chương trình gọi API nhiều: cấp, xem, thu hồi.",
        "Tokens for programs that ask the API often: make, list, revoke.",
    ),
    Message("Số lần gọi một phút, ở mỗi tiến trình trả lời.", "Requests in a minute, of each process that answers."),
    Message(
        "Cấp khoá tên NAME. Khoá chỉ hiện một lần; chỉ giữ SHA-256 của nó.",
        "Make a token called NAME. It is shown once; only its SHA-256 is kept.",
    ),
    Message(
        "Các khoá: có từ bao giờ, dùng lần cuối khi nào, khoá nào đã thu hồi.",
        "The tokens: since when, when last used, and which are revoked.",
    ),
    Message(
        "Thu hồi khoá tên NAME: vài giây sau thì mọi tiến trình đều từ chối.",
        "Let the token called NAME be good no longer: within seconds in every process.",
    ),
    Message("Tài khoản: mời, xem, khoá, mở lại.", "People's accounts: invite, list, close, open again."),
    Message("Người ấy làm gì ở cơ quan.", "What the person is to the agency."),
    Message(
        "Id của cơ quan (không ghi: toàn tỉnh).",
        "The agency, by its id (without it: the whole province).",
    ),
    Message(
        "Mời EMAIL. In ra liên kết, dùng một lần trong 7 ngày; không gửi thư.",
        "Invite EMAIL. Prints the link, which is good once, for 7 days; no mail is sent.",
    ),
    Message(
        "Các tài khoản: ai giữ vai trò gì, tài khoản nào đã khoá.",
        "The accounts: who holds which role, and which are closed.",
    ),
    Message(
        "Khoá tài khoản EMAIL: không ai đăng nhập được nữa, các phiên đang mở kết thúc.",
        "Let nobody sign in by the account EMAIL any more, and end its sessions.",
    ),
    Message("Cho tài khoản EMAIL đăng nhập lại.", "Let the account EMAIL sign in again."),
    Message(
        "Chỉ nói những cài đặt không an toàn rồi thôi; có thì mã thoát là 1.",
        "Only tell the settings that are unsafe, then end; 1 is the exit code where there are any.",
    ),
    Message("Thư mục tỉnh.", "The province folder."),
    Message("Ngôn ngữ của thông báo.", "The language of messages."),
    Message(
        "Tạo một thư mục tỉnh mới có một ví dụ, chạy được ngay.",
        "Make a new province folder with one example, ready to run.",
    ),
    Message("Tên tỉnh.", "The province's name."),
    Message("Mã tỉnh hai chữ số của Tổng cục Thống kê.", "The province's two-digit code of the statistics office."),
    Message(
        "Đọc cả thư mục và chỉ ra mọi lỗi: tệp, dòng, mục, vì sao, sửa thế nào. Có lỗi thì mã thoát là 1.",
        "Read the whole folder and say every mistake: file, line, field, why, and how to mend it. "
        "Exit 1 with mistakes.",
    ),
    Message(
        "Tỉnh với các cơ quan và bộ dữ liệu, hoặc một bộ dữ liệu cam kết những gì.",
        "The province with its agencies and datasets, or what one dataset promises.",
    ),
    Message(
        "Viết cam kết đầu tiên từ một tệp (`infer`); xem thay đổi nào làm hỏng bên dùng (`diff`).",
        "Write a first contract from a file (`infer`); see which changes break consumers (`diff`).",
    ),
    Message(
        "Mọi thay đổi giữa hai cam kết, thay đổi nào làm hỏng bên dùng; có thì mã thoát là 1.",
        "Every change between two contracts, and which of them break consumers. Exit 1 where one does.",
    ),
    Message(
        "Viết cam kết đầu tiên từ FILE để người ta hoàn thiện.",
        "Write a first contract from FILE for a person to finish.",
    ),
    Message("Id của cơ quan có bộ dữ liệu.", "The agency whose dataset it is, by its id."),
    Message("Tên bộ dữ liệu (không ghi: theo tên tệp).", "The dataset's name (without it: from the file's name)."),
    Message(
        "Trang tính hoặc bảng trong tệp (không ghi: bảng lớn nhất).",
        "The sheet or table of the file (without it: the largest).",
    ),
    Message(
        "Chạy những gì đến hạn hoặc mới gửi đến: các bộ dữ liệu được nêu tên, hoặc tất cả. "
        "Mã thoát là 1 khi có lượt hỏng hoặc bị giữ lại.",
        "Run what is due or has arrived: the named datasets, or all. Exit 1 when a run failed or was held back.",
    ),
    Message(
        "Chạy các bộ dữ liệu được nêu tên, hoặc tất cả. Mã thoát là 1 khi có lượt hỏng hoặc bị giữ lại.",
        "Run the named datasets, or all. Exit 1 when a run failed or was held back.",
    ),
    Message("Chạy cả những gì bảng đã có.", "Run also what the tables hold already."),
    Message(
        "Cho phép cam kết bỏ hoặc đổi những gì bảng đã nạp đang có.",
        "Let the contract drop or change what a loaded table has.",
    ),
    Message("Chạy tệp này, cho một bộ dữ liệu.", "Run this file, for one dataset."),
    Message(
        "Bản sao bảng của bên gửi, ô sai được tô màu và ghi chú bằng tiếng Việt.",
        "A copy of the sender's own table with the bad cells marked and commented in Vietnamese.",
    ),
    Message("Thư mục để ghi vào.", "The folder to write to."),
    Message(
        "Báo cáo một lượt chạy: đọc, nhận, cách ly, vì sao, đã đọc thế nào. Tên bộ dữ liệu: lượt mới nhất của nó.",
        "The report of one run: read, accepted, quarantined, why, and how it was read. A dataset: its newest run.",
    ),
    Message("Ghi vào đó thay vì ra màn hình.", "Write there instead of to the screen."),
    Message(
        "Các lượt chạy, mới nhất trước, của một bộ dữ liệu hoặc tất cả.",
        "The runs, newest first, of one dataset or all.",
    ),
    Message("Nhiều nhất bao nhiêu lượt.", "How many at most."),
    Message(
        "Chạy liên tục những gì đến giờ hoặc mới gửi đến; xem và gỡ những gì bị kẹt.",
        "Run what is due or has arrived, until stopped; see and mend what is stuck.",
    ),
    Message(
        "Chạy những gì đến giờ theo lịch hoặc mới gửi đến, liên tục, cho đến khi dừng bằng Ctrl-C hoặc SIGTERM.",
        "Run what is due by its schedule or has arrived, again and again, until stopped by Ctrl-C or SIGTERM.",
    ),
    Message("Bao nhiêu tiến trình (không ghi: theo kho.toml).", "How many processes (without it: as kho.toml says)."),
    Message(
        "Chạy những gì đến hạn lúc này rồi thôi; có gì hỏng thì mã thoát là 1.",
        "Run what is due now, then end; 1 is the exit code when something failed.",
    ),
    Message("Báo theo dạng nào.", "How it tells."),
    Message(
        "Xếp hàng các bộ dữ liệu để chạy ngay khi có tiến trình rảnh.",
        "Queue datasets to be run as soon as a process is free.",
    ),
    Message(
        "Gì đang chạy, đang chờ, đã hỏng hay để riêng, và khi nào đến giờ chạy gì.",
        "What is running, waits, failed or was set aside, and when what is due.",
    ),
    Message(
        "Thử lại ngay những gì đang chờ, đã thôi thử hay để riêng: của các bộ dữ liệu được nêu tên, hoặc tất cả.",
        "Try again now what waits, was given up or set aside: of the named datasets, or all.",
    ),
    Message(
        "Các bảng của kho: danh sách, các phiên bản, so sánh, khôi phục, bảo trì.",
        "Tables of the warehouse: list, history, diff, restore, maintain.",
    ),
    Message(
        "Khác nhau giữa hai phiên bản (đến bản mới nhất khi không ghi AFTER): số lượng và ví dụ.",
        "What changed between two versions (to the newest when AFTER is not given): counts and examples.",
    ),
    Message(
        "Các phiên bản của bảng: lúc nào, đợt gửi và lượt chạy nào, thay đổi gì.",
        "The versions of a table: when, by which delivery and run, what changed.",
    ),
    Message(
        "Mọi bảng với tầng, phiên bản, số dòng và dung lượng.",
        "Every table with its layer, version, rows and size.",
    ),
    Message(
        "Gộp tệp nhỏ và bỏ các phiên bản quá hạn lưu của cam kết; không nêu tên thì làm với mọi bảng.",
        "Gather small files and let go of versions past the contract's retention; all tables when none is named.",
    ),
    Message(
        "Đưa một phiên bản cũ thành mới nhất; không mất gì.",
        "Make an earlier version the newest again; nothing is lost.",
    ),
    Message(
        "Hỏi kho một câu SELECT theo SQL của DuckDB; bảng là CO_QUAN.BO_DU_LIEU, viết bằng gạch dưới.",
        "Ask the warehouse one SELECT in DuckDB's SQL; tables are AGENCY.DATASET with underscores.",
    ),
    Message(
        "Kho như lúc đó: 2025-07-01 hoặc 2025-07-01T08:00.",
        "The warehouse as it was then: 2025-07-01 or 2025-07-01T08:00.",
    ),
    Message("Các cột của bảng trông thế nào.", "What a table's columns look like."),
    Message(
        "Các cột của bảng trông thế nào: ô trống, giá trị khác nhau, nhỏ nhất, lớn nhất, phân vị, phân bố, hay gặp.",
        "What a table's columns look like: missing and different values, ends, quantiles, histograms, frequent values.",
    ),
    Message("Mọi điều về cột này.", "Everything of this column."),
    Message("Phiên bản này của bảng, không phải mới nhất.", "This version of the table, not the newest."),
    Message(
        "Các bộ dữ liệu tốt đến đâu: điểm, đúng hạn, thay đổi.", "How good the datasets are: scores, freshness, drift."
    ),
    Message(
        "Điểm, hạn và xu hướng của các bộ dữ liệu được nêu tên, hoặc tất cả; của một bộ thì mở từng phần của điểm "
        "và những thay đổi bất thường.",
        "Scores, freshness and trend of the named datasets, or all; of a single one every part of its score and drift.",
    ),
    Message("Nhiều nhất bấy nhiêu dòng (dạng bảng hiện 50 dòng).", "At most so many rows (a table shows 50)."),
    Message(
        "Nguyên văn của các dòng đã nạp: tệp, bảng và dòng lúc nhận, mỗi giá trị cạnh chữ gốc.",
        "The original text of loaded rows: file, table and row as received, every value beside its text.",
    ),
    Message("Những dòng nào, bằng điều kiện SQL.", "Which rows, as a SQL condition."),
    Message("Một bảng hay một cột từ đâu đến và đi đâu.", "Where a table or a column comes from, and where it goes."),
    Message(
        "Một bảng hay một cột từ đâu đến, tận ô của tệp đã gửi, và đi đâu.",
        "Where a table or a column comes from, up to cells of delivered files, and where it goes.",
    ),
    Message(
        "Gửi các sự kiện còn chờ tới nơi nhận trong kho.toml. Chưa gửi được hết thì mã thoát là 1.",
        "Send the events that wait to the receiver of kho.toml. Exit 1 where not all were taken.",
    ),
    Message("Chỉ xem từ đâu đến.", "Only where it comes from."),
    Message("Chỉ xem đi đâu.", "Only where it goes."),
    Message("Nhiều nhất bấy nhiêu bước (không ghi: đến tận cùng).", "At most so many steps (without it: to the ends)."),
    Message("Bao nhiêu đợt gửi của mỗi bảng.", "How many deliveries of a table."),
    Message("Chuẩn quốc gia: danh sách, nội dung, thử một giá trị.", "National standards: list, show, test a value."),
    Message(
        "Chuẩn quốc gia mà một cột có thể theo: danh sách, nội dung, thử một giá trị.",
        "National standards that a column may keep to: list them, show one, test a value.",
    ),
    Message(
        "Mọi chuẩn, theo tên mà cam kết ghi ở kho.standard.",
        "Every standard, as a contract names it in kho.standard.",
    ),
    Message(
        "Chuẩn NAME nói gì, ban hành ở đâu, ví dụ đúng và sai.",
        "What the standard NAME says, where it is laid down, with good and bad examples.",
    ),
    Message(
        "VALUE theo những chuẩn nào, dạng chuẩn của nó là gì.",
        "Which standards VALUE keeps to, and its normal form by each.",
    ),
    Message("Chỉ xét chuẩn này (không ghi: mọi chuẩn).", "Only this standard (without it: all)."),
    Message(
        "Địa giới đơn vị hành chính để vẽ bản đồ: nhập, xem.",
        "Boundaries of administrative units for maps: import, show.",
    ),
    Message(
        "Địa giới đơn vị hành chính để vẽ bản đồ: nhập, xem lấy từ đâu.",
        "Boundaries of administrative units, for maps: import them, see where they are from.",
    ),
    Message(
        "Nhập địa giới từ GeoJSON, GeoPackage, Shapefile (zip), KML hay FlatGeobuf: khớp theo mã hoặc theo tên.",
        "Take boundaries from a GeoJSON, GeoPackage, Shapefile (zip), KML or FlatGeobuf: matched by code or by name.",
    ),
    Message("Vùng của cấp nào.", "Whose areas they are."),
    Message(
        "Cột mã chính thức trong tệp (không ghi: tìm theo tên cột hay gặp).",
        "The file's column of official codes (without it: found by its usual names).",
    ),
    Message("Cột tên trong tệp, khi tệp không có mã.", "The file's column of names, where it has no codes."),
    Message(
        "Địa giới lấy từ đâu, ghi cạnh bản đồ (không ghi: tên tệp).",
        "Where the boundaries are from, shown beside maps (without it: the file's name).",
    ),
    Message("Giấy phép của địa giới, ghi cạnh bản đồ.", "The licence that they are under, shown beside maps."),
    Message("Bản đồ đang vẽ bằng địa giới nào.", "Which boundaries maps are drawn by."),
    Message(
        "Đơn vị hành chính theo thời gian: tìm, xem, chuyển đổi, nhập.",
        "Administrative units in time: find, show, convert, import.",
    ),
    Message(
        "Đơn vị hành chính theo thời gian: tìm, xem, chuyển đổi, nhập bảng, và các nguồn khác nhau ở đâu.",
        "Administrative units in time: find, show, convert, import, and see where sources disagree.",
    ),
    Message(
        "Nhập một bảng chuyển đổi hoặc danh mục đơn vị hành chính đúng như được công bố vào thư mục tỉnh.",
        "Take a published table of changes, or a list of units, into the province folder, as it is published.",
    ),
    Message(
        "Danh mục của ngày nào (không ghi: theo tên tệp).",
        "The day that a list of units is of (without it: from the file's name).",
    ),
    Message(
        "Tên gọi của bảng khi hiện ra (không ghi: tên tệp).",
        "How the table is called where it is shown (without it: the file's name).",
    ),
    Message(
        "Các đơn vị từng mang mã CODE: khi nào, nay là gì, nguồn nào nói vậy.",
        "The units that have had CODE: when, what became of each, and which source says so.",
    ),
    Message("Chỉ đơn vị của ngày này.", "Only the unit of this day."),
    Message(
        "Tìm đơn vị theo tên, có dấu hay không, có loại hay không.", "Units by NAME, with or without accents and kind."
    ),
    Message("Huyện hoặc tỉnh ở trên, theo mã hoặc tên.", "The district or province above, by code or name."),
    Message("Vào ngày này (không ghi: hôm nay).", "On this day (without it: today)."),
    Message(
        "Một đơn vị của ngày này là gì vào ngày khác: toàn bộ, một phần với mọi nơi có thể, hay không rõ; nguồn nào "
        "nói vậy.",
        "What a unit of one day is on another: whole, part with all candidates, or unknown; which source says so.",
    ),
    Message("Ngày mà CODE là mã của đơn vị.", "The day on which CODE is the unit's."),
    Message("Ngày cần trả lời (không ghi: hôm nay).", "The day to answer for (without it: today)."),
    Message(
        "Các nguồn khác nhau ở đâu về việc đơn vị nào thành đơn vị nào: từng nguồn nói gì, theo nguồn nào.",
        "Where sources disagree about what became of units: what each says, and which is followed.",
    ),
    Message("Chỉ các đơn vị cũ của tỉnh này, theo mã cũ.", "Only old units of this province, by its old code."),
    Message(
        "Xoá một người: dòng và tệp bị xoá hẳn ở mọi tầng, mọi phiên bản; việc xoá được lập biên bản.",
        "Erase a person: rows and files go physically from every layer and version; the erasure is on record.",
    ),
    Message(
        "Các dòng của người đó trong một bộ dữ liệu; mỗi bộ dữ liệu ghi một lần.",
        "The person's rows in a dataset; give it once per dataset.",
    ),
    Message(
        "Các dòng của người đó trong mọi bộ dữ liệu có cột theo một chuẩn, ví dụ citizen_id=001099000001.",
        "The person's rows in every dataset with a column of a standard, such as citizen_id=001099000001.",
    ),
    Message(
        "Vì sao, để lưu biên bản: điều luật hoặc số của yêu cầu.",
        "Why, for the record: the law or the request's number.",
    ),
    Message("Không hỏi lại: việc này không lấy lại được.", "Do not ask: this cannot be undone."),
    Message("Thư mục tỉnh mới có một ví dụ, chạy được ngay.", "A new province folder with one example, ready to run."),
    Message("Mọi lỗi trong thư mục tỉnh, một lần.", "Every mistake in the province folder at once."),
    Message(
        "Tỉnh, hoặc một bộ dữ liệu: có gì và cam kết gì.",
        "The province, or one dataset: what is there and what it promises.",
    ),
    Message("Viết cam kết đầu tiên từ một tệp; so hai cam kết.", "Write a first contract from a file; compare two."),
    Message(
        "Chạy những gì đến hạn hoặc mới gửi đến; xem báo cáo một lượt chạy.",
        "Run what is due or has arrived; show a run's report.",
    ),
    Message("Các lượt chạy, mới nhất trước.", "The runs, newest first."),
    Message(
        "Hỏi kho bằng SQL, chỉ đọc, vào bất kỳ ngày nào.", "A read-only question to the warehouse, as of any date."
    ),
    Message(
        "Nguyên văn của các dòng đã nạp, theo chỗ của chúng trong tệp gốc.",
        "The original text of loaded rows, by their place in the landed bytes.",
    ),
    Message(
        "Xoá một người khỏi mọi tầng và lập biên bản.",
        "Erase a person from every layer, and record that it was done.",
    ),
    Message(
        "Kho dữ liệu dùng chung của tỉnh trong một chương trình, từ tiếp nhận đến chia sẻ.",
        "Kho: the data infrastructure of a province in one program.",
    ),
    Message(
        "So khớp các bảng ghi cùng một loại đối tượng mà không có khoá chung, theo khai báo ở matches/.",
        "Match tables of the same things without a common key, as declared under matches/.",
    ),
    Message(
        "So khớp các bảng không có khoá chung; xét duyệt, quyết định, giải thích.",
        "Match tables of the same things without a common key; review, decide, show.",
    ),
    Message(
        "So khớp các khai báo được nêu tên, hoặc tất cả. Mã thoát là 1 khi có lượt hỏng.",
        "Match the named declarations, or all. Exit 1 when a run failed.",
    ),
    Message("Tệp ghi ra, .xlsx hoặc .csv.", "The file, .xlsx or .csv."),
    Message(
        "Ghi các cặp chưa chắc cạnh nhau, kèm lý do và cột để quyết định.",
        "Write the unsure pairs side by side, with reasons and a column for the decision.",
    ),
    Message("Ai quyết định (không ghi: người gọi lệnh).", "Who decided (without it: who calls)."),
    Message(
        "Nhận các quyết định trong tệp xét duyệt: chúng thắng từ lượt chạy sau.",
        "Take the decisions of a review file: they win from the next run on.",
    ),
    Message(
        "Các dòng có thể trùng với dòng bên trái có khoá KEY, và từng cột nói gì về chúng.",
        "The candidates of the row with KEY on the left, and what each column says of them in words.",
    ),
)
"""Every sentence of the commands' help; a test asks that none is missing."""
_VIETNAMESE = {**WORDS, **{sentence.en: sentence.vi for sentence in HELP}}
_EXTRAS = {"default: ": "mặc định: ", "required": "bắt buộc"}


def vietnamese(text: str) -> str:
    """The sentence in Vietnamese; in lists click shortens sentences, so the beginning of one counts."""
    whole = cleandoc(text)
    if whole in _VIETNAMESE:
        return _VIETNAMESE[whole]
    begun = whole.rstrip(".")
    return next((vi for en, vi in _VIETNAMESE.items() if begun and en.startswith(begun)), text)


def meaning(text: str) -> str:
    """An option's meaning in Vietnamese, and in brackets what click adds to it."""
    sentence, bracket, extra = text.partition("  [") if not text.startswith("[") else ("", "[", text[1:])
    for en, vi in _EXTRAS.items():
        extra = re.sub(rf"(^|; ){en}", rf"\g<1>{vi}", extra)
    return f"{vietnamese(sentence) if sentence else ''}{bracket}{extra}"


class VietnameseFormatter(click.HelpFormatter):
    """Writes click's help in Vietnamese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        super().write_usage(prog, args, prefix if prefix is not None else "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        """A section's title."""
        super().write_heading(vietnamese(heading))

    def write_text(self, text: str) -> None:
        """A command's own words."""
        super().write_text(vietnamese(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands with what they mean."""
        super().write_dl([(term, meaning(text)) for term, text in rows], col_max, col_spacing)


class SpokenContext(click.Context):
    """A call whose help is in its language: `--lang` before `--help`, `KHO_LANG`, else Vietnamese."""

    def make_formatter(self) -> click.HelpFormatter:
        """The formatter of the language."""
        made = super().make_formatter()
        language = self.find_root().params.get("lang") or os.environ.get("KHO_LANG", "vi")
        return made if language == "en" else VietnameseFormatter(width=made.width)


def spoken(command: click.Command) -> click.Command:
    """The command, and those below it, with help in the language of the call."""
    command.context_class = SpokenContext
    if isinstance(command, click.Group):
        for below in command.commands.values():
            spoken(below)
    return command
