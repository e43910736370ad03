"""What can be wrong with a declared match, and what to write instead."""

from kho.contracts.problems import Kind
from kho.messages import Message

NOT_A_MATCH = Kind(
    code="KHO-P230",
    what=Message("Tệp không phải các cặp khoá: giá trị.", "The file is no set of key: value pairs."),
    mend=Message(
        "Viết left, right và compare; ví dụ có trong docs/guide/matching.md.",
        "Write left, right and compare; docs/guide/matching.md has an example.",
    ),
)
UNKNOWN_WORD = Kind(
    code="KHO-P231",
    what=Message("Không có khoá “{word}”.{near}", "There is no key “{word}”.{near}"),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)
NO_SIDE = Kind(
    code="KHO-P232",
    what=Message("Chưa ghi bộ dữ liệu {word}.", "The dataset {word} is not said."),
    mend=Message("Thêm {word}: cơ-quan/bộ-dữ-liệu.", "Add {word}: agency/dataset."),
)
NO_DATASET = Kind(
    code="KHO-P233",
    what=Message(
        "Không có bộ dữ liệu “{name}” trong contracts/.{near}", "There is no dataset “{name}” in contracts/.{near}"
    ),
    mend=Message(
        "Ghi tên một bộ dữ liệu được gửi đến; bảng tổng hợp và bảng so khớp thì không.",
        "Name a dataset that is delivered; a model or another match is none.",
    ),
)
NAME_TAKEN = Kind(
    code="KHO-P234",
    what=Message("Bảng “{name}” đã được mô tả ở {other}.", "The table “{name}” is described in {other} already."),
    mend=Message("Đặt cho tệp một tên khác.", "Give the file another name."),
)
NO_COLUMN = Kind(
    code="KHO-P235",
    what=Message("{dataset} không có cột “{column}”.{near}", "{dataset} has no column “{column}”.{near}"),
    mend=Message("Ghi một cột có trong cam kết của {dataset}.", "Name a column of the contract of {dataset}."),
)
NO_KEY = Kind(
    code="KHO-P236",
    what=Message("{dataset} không có khoá chính.", "{dataset} has no primary key."),
    mend=Message(
        "Thêm key: {{{side}: [cột]}}, là cột phân biệt các dòng.",
        "Add key: {{{side}: [column]}} that tells rows apart.",
    ),
)
NOTHING_COMPARED = Kind(
    code="KHO-P237",
    what=Message("Chưa ghi so những cột nào.", "It is not said which columns are compared."),
    mend=Message("Thêm compare: với các dòng “- cột: loại”.", "Add compare: with lines “- column: kind”."),
)
BAD_COMPARED = Kind(
    code="KHO-P238",
    what=Message("Không hiểu mục so “{value}”.", "The compared entry “{value}” is not understood."),
    mend=Message(
        "Viết “- cột: loại”, hoặc “- {{left: cột, right: cột, as: loại}}”.",
        "Write “- column: kind”, or “- {{left: column, right: column, as: kind}}”.",
    ),
)
UNKNOWN_KIND = Kind(
    code="KHO-P239",
    what=Message("Không so được theo “{word}”.{near}", "Nothing is compared as “{word}”.{near}"),
    mend=Message(
        "Viết một trong: {known}; hoặc tên một chuẩn (`kho standard list`).",
        "Write one of: {known}; or a standard's name (`kho standard list`).",
    ),
)
BAD_WORD = Kind(
    code="KHO-P240",
    what=Message("“{value}” không dùng được cho {word}.", "“{value}” does not do for {word}."),
    mend=Message("Viết {expected}.", "Write {expected}."),
)
UNSURE_ABOVE = Kind(
    code="KHO-P241",
    what=Message("unsure ({unsure}) lớn hơn match ({match}).", "unsure ({unsure}) is above match ({match})."),
    mend=Message("Ghi unsure nhỏ hơn match.", "Write unsure below match."),
)
NOT_EQUAL = Kind(
    code="KHO-P242",
    what=Message(
        "equal có “{name}”, không phải cột được so.{near}", "equal has “{name}”, which is not compared.{near}"
    ),
    mend=Message("Ghi tên cột bên trái của một mục trong compare.", "Write the left column of an entry of compare."),
)
TOO_OPEN = Kind(
    code="KHO-P243",
    what=Message(
        "access là {access}, mở hơn {input} ({other}).", "access is {access}, more open than {input} ({other})."
    ),
    mend=Message(
        "Ghi access: {other}, hoặc bỏ access: bảng khép kín như bảng kín nhất.",
        "Write access: {other}, or drop access: the table is as closed as the most closed one.",
    ),
)
POINT_OF_TWO = Kind(
    code="KHO-P244",
    what=Message("Toạ độ gồm hai cột: vĩ độ và kinh độ.", "Coordinates are two columns: latitude and longitude."),
    mend=Message(
        "Viết “- {{left: [vĩ độ, kinh độ], right: [vĩ độ, kinh độ], as: point}}”.",
        "Write “- {{left: [latitude, longitude], right: [latitude, longitude], as: point}}”.",
    ),
)
SHARE = Message("một số từ 0 đến 1, ví dụ 0.9", "a number from 0 to 1, such as 0.9")
YES_NO = Message("true hoặc false", "true or false")
ACCESS = Message("open, shared hoặc private", "open, shared or private")
POSITIVE = Message("một số lớn hơn 0, ví dụ 200", "a number above 0, such as 200")
TOLERANCE = Message(
    'phần trăm trong nháy ("5%") hoặc một số lượng (10)', 'a percentage in quotes ("5%") or an amount (10)'
)
TEXT = Message("một đoạn chữ", "a text")
