"""All that a declared match may say, in a person's words."""

from collections.abc import Mapping
from typing import Final

from kho.messages import Message

WORDS: Final[Mapping[str, Message]] = {
    "left": Message("bộ dữ liệu thứ nhất", "the first dataset"),
    "right": Message(
        "bộ dữ liệu thứ hai; không ghi thì tìm dòng trùng trong left",
        "the second dataset; without it doubles are looked for in left",
    ),
    "compare": Message("các cột được so, mỗi mục một cột", "the columns that are compared, one an entry"),
    "equal": Message(
        "các cột phải bằng nhau thì hai dòng mới được so: cột bên trái của một mục compare, hoặc cột cả hai bên có",
        "what must be equal for two rows to be compared: the left column of an entry, or a column of both sides",
    ),
    "match": Message("từ xác suất này trở lên là một", "from this probability on a pair is a match"),
    "unsure": Message("từ xác suất này trở lên thì hỏi người", "from this probability on a person is asked"),
    "one_to_one": Message(
        "mỗi dòng chỉ ở trong một cặp; mặc định true, tìm trùng thì false",
        "a row is in one match at most; true by itself, false where doubles are looked for",
    ),
    "key": Message(
        "cột phân biệt các dòng: {left: cột, right: [cột, cột]}; không ghi thì lấy khoá chính",
        "columns that tell rows apart: {left: column, right: [column, column]}; without it the primary key",
    ),
    "title": Message("tên bảng các cặp", "the name of the table of pairs"),
    "owner": Message(
        "cơ quan phụ trách; không ghi thì là cơ quan của left", "the agency that answers for it; without it left's"
    ),
    "access": Message(
        "ai được xem; không bao giờ mở hơn bảng kín nhất", "who may see it; never more open than the most closed input"
    ),
}
"""The words of a declaration."""
ENTRY: Final[Mapping[str, Message]] = {
    "left": Message("cột bên trái; toạ độ thì hai cột", "the left column; of coordinates two"),
    "right": Message("cột bên phải; không ghi thì cùng tên", "the right column; without it of the same name"),
    "as": Message("so như loại nào", "the kind it is compared as"),
    "tolerance": Message(
        'số: lệch bao nhiêu vẫn coi là gần ("5%" hoặc một số lượng)',
        'numbers: how far apart still counts as near ("5%" or an amount)',
    ),
    "metres": Message("toạ độ: cách nhau bao nhiêu mét vẫn là một chỗ", "coordinates: metres within one place"),
    "commune": Message(
        "tên cơ sở: loại của cơ sở chỉ ghi tên xã, ví dụ trạm y tế",
        "facilities: the kind of one that is called by a commune's name alone, such as trạm y tế",
    ),
}
"""The words of one entry of `compare`."""
