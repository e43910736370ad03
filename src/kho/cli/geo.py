"""`kho geo` as a person sees it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.province.units import atlas_of
from kho.publishing.maps.boundaries import boundaries, file_of, keep
from kho.publishing.maps.importing import LEVELS, Told, take
from kho.standards.units.model import Level

_SHOWN = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a person says of the file."""

    level: Level
    code: str | None
    name: str | None
    source: str
    licence: str


def import_boundaries(session: Session, file: Path, wanted: Wanted) -> None:
    """Import, and say what was matched and what was not. Raises the errors of importing."""
    screen, province = Screen(session.language), session.province()
    today = date.today()  # noqa: DTZ011 - the day where the person is
    told = Told(
        level=wanted.level,
        code=wanted.code,
        name=wanted.name,
        source=wanted.source,
        licence=wanted.licence,
        today=today,
    )
    taken = take(file, atlas_of(province.unit_files), province.settings.code, told)
    made = keep(session.state, wanted.level, taken.boundaries)
    words, count = LEVELS[wanted.level], screen.number(len(taken.boundaries.areas))
    screen.say(
        f"Đã nhập địa giới của {count} {words.vi} vào {made}.",
        f"The boundaries of {count} units ({words.en}) are in {made}.",
        "green",
    )
    if taken.left:
        some, left = "; ".join(taken.left[:_SHOWN]), screen.number(len(taken.left))
        screen.say(f"{left} vùng không khớp đơn vị nào: {some}", f"{left} areas match no unit: {some}", "yellow")
    if taken.lacking:
        some, lacking = "; ".join(taken.lacking[:_SHOWN]), screen.number(len(taken.lacking))
        screen.say(f"{lacking} đơn vị chưa có địa giới: {some}", f"{lacking} units have none: {some}", "yellow")
    if not wanted.licence:
        screen.say(
            "Chưa ghi giấy phép của địa giới: thêm --licence để trang bản đồ nói rõ.",
            "No licence of the boundaries is told: add --licence, so that maps can say it.",
            "dim",
        )


def show_boundaries(session: Session) -> None:
    """What has been imported."""
    screen = Screen(session.language)
    for level in LEVELS:
        found = boundaries(session.state, level)
        words = LEVELS[level]
        if found is None:
            screen.say(f"{words.vi}: chưa có, nhập bằng kho geo import", f"{words.en}: none, see kho geo import")
            continue
        licence = found.licence or "–"
        screen.say(
            f"{words.vi}: {len(found.areas)} vùng, nguồn {found.source}, giấy phép {licence}, "
            f"nhập {found.imported:%d/%m/%Y} ({file_of(session.state, level)})",
            f"{words.en}: {len(found.areas)} areas from {found.source}, licence {licence}, "
            f"imported {found.imported} ({file_of(session.state, level)})",
        )
