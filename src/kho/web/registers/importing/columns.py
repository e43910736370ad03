"""Which column of a sheet is which field of a register, found by its Vietnamese title."""

from collections.abc import Mapping, Sequence
from typing import Final

from kho.messages import Message
from kho.standards.text.folding import folded

FIELDS: Final[Mapping[str, Mapping[str, Message]]] = {
    "systems": {
        "name": Message("Tên hệ thống", "Name"),
        "name_en": Message("Tên tiếng Anh", "Name in English"),
        "id": Message("Mã trong Kho", "Id"),
        "owner": Message("Đơn vị chủ quản", "Owner"),
        "kind": Message("Loại", "Kind"),
        "hosting": Message("Nơi đặt", "Hosting"),
        "connections": Message("Kết nối", "Connections"),
        "valid_from": Message("Từ ngày", "Since"),
    },
    "agencies": {
        "name": Message("Tên cơ quan", "Name"),
        "name_en": Message("Tên tiếng Anh", "Name in English"),
        "id": Message("Mã trong Kho", "Id"),
        "code": Message("Mã định danh", "Identification code"),
        "parent": Message("Cơ quan cấp trên", "Parent agency"),
        "level": Message("Cấp", "Level"),
        "valid_from": Message("Từ ngày", "Since"),
    },
}
"""The fields of each register, as they are called on pages."""
_TITLES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "systems": {
        "name_en": ("tieng anh", "english"),
        "owner": ("chu quan", "don vi quan ly", "co quan quan ly", "don vi chu tri", "owner"),
        "kind": ("loai", "phan loai", "pham vi", "kind", "type"),
        "hosting": ("noi dat", "dia diem dat", "may chu", "ha tang", "noi luu tru", "hosting"),
        "connections": ("ket noi", "lien thong", "tich hop", "chia se voi", "connect"),
        "valid_from": ("dua vao su dung", "van hanh", "tu ngay", "thoi gian su dung", "since"),
        "id": ("ma he thong", "ma trong kho", "id"),
        "name": ("ten he thong", "ten csdl", "ten co so du lieu", "ten phan mem", "ten", "he thong", "name"),
    },
    "agencies": {
        "name_en": ("tieng anh", "english"),
        "parent": ("cap tren", "truc thuoc", "chu quan", "parent"),
        "code": ("ma dinh danh", "dinh danh dien tu", "code"),
        "level": ("cap", "level"),
        "valid_from": ("thanh lap", "tu ngay", "hieu luc", "since"),
        "id": ("ma trong kho", "id"),
        "name": ("ten co quan", "ten don vi", "co quan", "don vi", "ten", "name"),
    },
}
"""What a title holds, the fields that are told apart more surely first."""


def proposed(register: str, titles: Sequence[str]) -> dict[int, str]:
    """The field of each column, by its place from 0; a field is one column's at most."""
    found: dict[int, str] = {}
    for field, words in _TITLES[register].items():
        for word in words:
            place = _place(word, titles, found)
            if place is not None:
                found[place] = field
                break
    return found


def _place(word: str, titles: Sequence[str], taken: Mapping[int, str]) -> int | None:
    """The first free column with such a title; one that begins with the word is surer than one that holds it."""
    plain = [f" {folded(title).replace('›', ' ').replace('/', ' ')} " for title in titles]
    for fits in (lambda title: title.strip().startswith(word), lambda title: f" {word} " in title):
        for place, title in enumerate(plain):
            if place not in taken and fits(title):
                return place
    return None
