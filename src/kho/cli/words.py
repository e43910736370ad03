"""The words of contracts and tables as the screen shows them."""

from collections.abc import Mapping

from kho.contracts.model import Access, Classification, Layer, LoadMode
from kho.messages import Message

ACCESS: Mapping[str, Message] = {
    Access.OPEN: Message(vi="dữ liệu mở", en="open"),
    Access.SHARED: Message(vi="dùng chung", en="shared"),
    Access.PRIVATE: Message(vi="dùng riêng", en="private"),
}
LAYERS: Mapping[str, Message] = {
    Layer.SOURCE: Message(vi="nguồn", en="source"),
    Layer.MASTER: Message(vi="dữ liệu chủ", en="master"),
    Layer.ENRICHED: Message(vi="tổng hợp", en="enriched"),
    Layer.OPEN: Message(vi="mở", en="open"),
}
CHANGES: Mapping[str, Message] = {
    LoadMode.APPEND: Message(vi="thêm", en="append"),
    LoadMode.REPLACE: Message(vi="thay hết", en="replace"),
    LoadMode.UPSERT: Message(vi="thêm hoặc sửa", en="upsert"),
    "restore": Message(vi="khôi phục", en="restore"),
    "compact": Message(vi="gộp tệp", en="compact"),
    "erase": Message(vi="xoá", en="erase"),
}
"""How a delivery, or upkeep, changes a table."""
SENSITIVITY: Mapping[str, Message] = {
    Classification.PUBLIC: Message(vi="công khai", en="public"),
    Classification.INTERNAL: Message(vi="nội bộ", en="internal"),
    Classification.PERSONAL: Message(vi="cá nhân", en="personal"),
    Classification.SENSITIVE: Message(vi="nhạy cảm", en="sensitive"),
}
