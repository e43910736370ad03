"""Which code lists of a province are lists of communes: a column that keeps to one says where its rows are."""

from collections.abc import Collection

from kho.province.folder import Province
from kho.province.units import atlas_of
from kho.standards.units.model import CODE, Level, level_of


def commune_lists(province: Province) -> frozenset[str]:
    """The lists each of whose codes is, or was, a commune's."""
    told = {name: {entry.code for entry in each.entries} for name, each in province.known_codelists.items()}
    alike = {name: codes for name, codes in told.items() if _look_like_communes(codes)}
    if not alike:
        return frozenset()
    atlas = atlas_of(province.unit_files)
    return frozenset(name for name, codes in alike.items() if all(atlas.versions(each) for each in codes))


def _look_like_communes(codes: Collection[str]) -> bool:
    return bool(codes) and all(CODE.fullmatch(each) and level_of(each) is Level.COMMUNE for each in codes)
