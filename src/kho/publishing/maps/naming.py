"""What a map and its parts are called, in both languages."""

from collections.abc import Sequence

from kho.messages import Message
from kho.publishing.charts.naming import Naming, told
from kho.publishing.maps.classes import Class
from kho.publishing.maps.figures import Mapped
from kho.publishing.maps.view import Classes, View

COMMUNES = Message("theo xã, phường", "by commune")
PLACES = Message("Vị trí", "Places")
_MANY = 50
CLASSES = {
    Classes.QUANTILE: Message("số xã mỗi nhóm gần bằng nhau", "about as many communes in each class"),
    Classes.EQUAL: Message("các nhóm rộng bằng nhau", "classes of equal width"),
}


def title(view: View, naming: Naming) -> str:
    """The map's title, with what it is filtered by."""
    if view.is_points:
        words = f"{PLACES.in_(naming.language)}: {naming.dataset.title}"
    else:
        words = f"{naming.measure(view.measure)} {COMMUNES.in_(naming.language)}"
    return ", ".join([words, *(naming.filter(name, value) for name, value in view.filters)])


def class_told(of: Class, naming: Naming) -> str:
    """A class as the legend tells it."""
    least, most = told(_whole(of.least), naming.language), told(_whole(of.most), naming.language)
    return least if least == most else f"{least} – {most}"


def notes(shown: Mapped, view: View, naming: Naming, *, is_bounded: bool) -> Sequence[str]:
    """What a reader must know of how the map was made."""
    found: list[Message] = []
    if shown.figures and not is_bounded:
        found.append(
            Message(
                "Chưa có địa giới: mỗi chấm đặt ở tâm của xã.",
                "No boundaries are there yet: each dot stands at a commune's centre.",
            )
        )
    if shown.brought:
        found.append(
            Message(
                f"Số liệu của {shown.brought} đơn vị cũ được gộp về xã hiện nay.",
                f"Figures of {shown.brought} former units were put to the communes that they became.",
            )
        )
    if shown.left:
        some = ", ".join(shown.left[:8]) + ("…" if len(shown.left) > 8 else "")  # noqa: PLR2004  enough to look for
        found.append(
            Message(
                f"{len(shown.left)} mã không có trên bản đồ vì không gộp trọn về một xã hiện nay: {some}.",
                f"{len(shown.left)} codes are not on the map, as no one commune of today has them whole: {some}.",
            )
        )
    if len(shown.spots) > _MANY:
        found.append(
            Message(
                "Trên bản đồ động, những nơi gần nhau gộp thành một chấm lớn; phóng to để tách.",
                "On the moving map places near each other are one large dot; zoom in to part them.",
            )
        )
    if view.is_points and shown.rows > len(shown.spots):
        most, rows = told(len(shown.spots), naming.language), told(shown.rows, naming.language)
        found.append(Message(f"Chỉ vẽ {most} trong {rows} vị trí.", f"Only {most} of {rows} places are drawn."))
    return [each.in_(naming.language) for each in found]


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
