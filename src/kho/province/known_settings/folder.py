"""Settings of the province itself, where its data lies, what it reads and what computes."""

from collections.abc import Mapping

from kho.messages import Message
from kho.province.known_settings.declaring import WHOLE_TOLD, Setting
from kho.province.known_settings.values import (
    are_folders,
    are_languages,
    are_options,
    is_code,
    is_memory,
    is_positive,
    is_text,
    is_warehouse,
)

WAREHOUSE_TOLD = Message(
    '"warehouse" (đường dẫn) hoặc "s3://bucket/thư-mục"', '"warehouse" (a path) or "s3://bucket/prefix"'
)
OPTIONS_TOLD = Message('các cặp tên = "chữ" hoặc {secret = "tên"}', 'pairs of name = "text" or {secret = "name"}')
FOLDERS_TOLD = Message('["/mnt/tep-chung"] (danh sách thư mục)', '["/mnt/shared"] (a list of folders)')
SETTINGS: Mapping[str, Mapping[str, Setting]] = {
    "province": {
        "name": Setting(
            meaning=Message("Tên tỉnh, thành phố.", "The province's name."),
            expected=Message('"tên tỉnh"', '"the province\'s name"'),
            accepts=is_text,
            required=True,
        ),
        "code": Setting(
            meaning=Message("Mã tỉnh của Tổng cục Thống kê.", "The statistics office's code of the province."),
            expected=Message('"33" (mã tỉnh hai chữ số, trong nháy)', '"33" (two digits in quotes)'),
            accepts=is_code,
            required=True,
        ),
        "languages": Setting(
            meaning=Message("Các ngôn ngữ của tỉnh, chính trước.", "The province's languages, the main one first."),
            expected=Message('["vi", "en"]', '["vi", "en"]'),
            accepts=are_languages,
        ),
    },
    "storage": {
        "warehouse": Setting(
            meaning=Message("Nơi lưu kho dữ liệu.", "Where the warehouse is kept."),
            expected=WAREHOUSE_TOLD,
            accepts=is_warehouse,
        ),
        "options": Setting(
            meaning=Message("Tuỳ chọn của nơi lưu S3; khoá là bí mật.", "Options of the S3 store; keys are secrets."),
            expected=OPTIONS_TOLD,
            accepts=are_options,
        ),
        "landing_limit_mb": Setting(
            meaning=Message("Tệp lớn hơn thì không tiếp nhận.", "Larger files are not landed."),
            expected=WHOLE_TOLD,
            accepts=is_positive,
        ),
    },
    "sources": {
        "folders": Setting(
            meaning=Message(
                "Các thư mục ngoài thư mục tỉnh mà nguồn được đọc.",
                "Folders outside the province folder that sources may read.",
            ),
            expected=FOLDERS_TOLD,
            accepts=are_folders,
        ),
    },
    "engine": {
        "name": Setting(
            meaning=Message("Máy xử lý: duckdb, memory, spark.", "The engine: duckdb, memory or spark."),
            expected=Message('"duckdb"', '"duckdb"'),
            accepts=is_text,
        ),
        "memory_limit": Setting(
            meaning=Message(
                "Bộ nhớ tối đa của máy xử lý; không ghi: 1GB.", "The most memory the engine takes; without it: 1GB."
            ),
            expected=Message('"2GB"', '"2GB"'),
            accepts=is_memory,
        ),
        "threads": Setting(
            meaning=Message("Số luồng của máy xử lý.", "How many threads the engine uses."),
            expected=WHOLE_TOLD,
            accepts=is_positive,
        ),
        "address": Setting(
            meaning=Message("Địa chỉ Spark Connect, chỉ cho spark.", "Spark Connect's address, for spark alone."),
            expected=Message('"sc://máy:15002"', '"sc://host:15002"'),
            accepts=is_text,
        ),
    },
}
