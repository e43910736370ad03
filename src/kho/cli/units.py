"""`kho units` as a person sees it."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rich.text import Text

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.errors import KhoError
from kho.messages import Language, Message
from kho.pipeline.units import Imported, import_units
from kho.province.layout import survey
from kho.province.units import atlas_of
from kho.standards.units.answers import Answer, Candidate, Link, Part, Unknown, Whole, out_of_reach
from kho.standards.units.atlas import Atlas
from kho.standards.units.differing import Difference, Disagreement, disagreements
from kho.standards.units.model import CODE, MERGER, Change, Extent, Unit

EXTENTS = {
    Extent.WHOLE: Message("toàn bộ", "whole"),
    Extent.PART: Message("một phần", "part"),
    Extent.UNTOLD: Message("không rõ phần nào", "extent untold"),
}
DIFFERENCES = {
    Difference.SLIP: Message("mã không khớp tên", "code and name disagree"),
    Difference.PAIR: Message("khác về nơi nhập vào", "disagree about where it went"),
    Difference.EXTENT: Message("khác về toàn bộ hay một phần", "disagree about whole or part"),
    Difference.MISSING: Message("nguồn kia không có", "left out by the other source"),
    Difference.NAME: Message("viết tên khác nhau", "write the name differently"),
}
LIKELY = Message("lấy nơi này khi không biết gì hơn", "to take where nothing more is known")
_LEFT_SHOWN = 5


class NotAUnitCodeError(KhoError):
    """The text is no code."""

    code = "KHO-R906"
    what = Message(vi="“{text}” không phải mã đơn vị hành chính.", en="“{text}” is no code of an administrative unit.")
    mend = Message(
        vi="Viết hai chữ số cho tỉnh, ba cho huyện, năm cho xã; chưa biết mã thì tìm theo tên: `kho units find TÊN`.",
        en="Write two digits for a province, three for a district, five for a commune; or look by name: "
        "`kho units find NAME`.",
    )


def import_table(session: Session, file: Path, on: date | None, source: str | None) -> None:
    """Import a table and say what it held."""
    screen = Screen(session.language)
    folder = session.province_folder()
    made = import_units(file, folder, on=on, source=source)
    shown = made.file.relative_to(folder)
    if made.units:
        units = screen.number(made.units)
        screen.say(
            f"Đã ghi {shown}: {units} đơn vị của ngày {_day(made.on, 'vi')}.",
            f"{shown} is written: {units} units of {_day(made.on, 'en')}.",
            "green",
        )
    else:
        _say_changes(screen, made, shown)
    screen.say("Xem các nguồn khác nhau ở đâu: kho units diff", "See where sources disagree: kho units diff")


def _say_changes(screen: Screen, made: Imported, shown: Path) -> None:
    pairs, left = screen.number(made.pairs), screen.number(len(made.left))
    screen.say(
        f"Đã ghi {shown}: {pairs} cặp đơn vị cũ và mới từ {_day(made.on, 'vi')}.",
        f"{shown} is written: {pairs} pairs of old and new units since {_day(made.on, 'en')}.",
        "green",
    )
    if made.left:
        told = "; ".join(f"{each.row} “{each.text[:40]}”" for each in made.left[:_LEFT_SHOWN])
        screen.say(f"Bỏ {left} dòng không có mã: {told} …", f"{left} rows without codes left out: {told} …", "dim")
    for each in made.unclear:
        screen.say(
            f"Dòng {each.row}: “{each.text}” không nói toàn bộ hay một phần.",
            f"Row {each.row}: “{each.text}” says neither whole nor part.",
            "yellow",
        )


def show_unit(session: Session, code: str, on: date | None) -> None:
    """The units that have had a code, each with what came before and after."""
    screen, atlas = Screen(session.language), _atlas(session)
    if on is not None and not _is_told(screen, atlas, on):
        return
    versions = [each for each in atlas.versions(_code(code)) if on is None or each == atlas.unit(code, on=on)]
    if not versions:
        screen.say(f"Không có đơn vị nào mã {code}.", f"No unit has the code {code}.", "yellow")
    for unit in versions:
        _show_version(screen, atlas, unit)


def find_units(session: Session, name: str, parent: str | None, on: date | None) -> None:
    """Units by name."""
    screen, atlas = Screen(session.language), _atlas(session)
    day = on or date.today()  # noqa: DTZ011 - the day where the person is
    if not _is_told(screen, atlas, day):
        return
    found = atlas.find(name, on=day, parent=parent)
    if not found:
        screen.say(f"Không thấy “{name}” ngày {_day(day, 'vi')}.", f"No “{name}” on {_day(day, 'en')}.", "yellow")
    for unit in found:
        screen.console.print(Text(_full_name(atlas, unit, day)))


def convert_unit(session: Session, code: str, from_: date, to: date | None) -> None:
    """What a unit is on another day."""
    screen, atlas = Screen(session.language), _atlas(session)
    until = to or date.today()  # noqa: DTZ011 - the day where the person is
    if not _is_told(screen, atlas, min(from_, until)):
        return
    unit = atlas.unit(_code(code), on=from_)
    if unit is not None:
        screen.say(
            f"{_full_name(atlas, unit, from_)}, ngày {_day(from_, 'vi')}",
            f"{_full_name(atlas, unit, from_)}, {_day(from_, 'en')}",
            "bold",
        )
    _show_answer(screen, atlas, atlas.convert(code, from_=from_, to=until), until)


def _is_told(screen: Screen, atlas: Atlas, day: date) -> bool:
    """Whether the sources reach back to a day; said where they do not, or where only a later list answers."""
    if day < atlas.reach:
        screen.console.print(Text(screen.message(out_of_reach(day, atlas.reach, atlas.since).reason), style="yellow"))
    elif day < atlas.since:
        screen.say(
            f"Danh mục sớm nhất là của ngày {_day(atlas.since, 'vi')}; ngày {_day(day, 'vi')} trả lời theo đó.",
            f"The earliest list is of {_day(atlas.since, 'en')}; {_day(day, 'en')} is answered by it.",
            "dim",
        )
    return day >= atlas.reach


def show_disagreements(session: Session, provinces: Sequence[str]) -> None:
    """Where sources disagree, unit by unit."""
    screen, atlas = Screen(session.language), _atlas(session)
    found = [each for each in disagreements(atlas) if not provinces or _province_of(atlas, each) in provinces]
    for each in found:
        _show_disagreement(screen, atlas, each)
    counts = {kind: sum(each.kind is kind for each in found) for kind in Difference}
    told = [(screen.message(DIFFERENCES[kind]), count) for kind, count in counts.items() if count]
    listed = f": {', '.join(f'{words} {count}' for words, count in told)}" if told else ""
    screen.say(f"{len(found)} chỗ khác nhau{listed}.", f"{len(found)} disagreements{listed}.", "bold")


def _atlas(session: Session) -> Atlas:
    """The packaged units, and in a province folder its tables over them."""
    return atlas_of(survey(session.folder, []).units if (session.folder / "kho.toml").is_file() else ())


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise NotAUnitCodeError(text=text)
    return text


def _show_version(screen: Screen, atlas: Atlas, unit: Unit) -> None:
    day = unit.valid_to or unit.valid_from or MERGER
    screen.console.print(Text(_full_name(atlas, unit, day), style="bold"))
    screen.say(f"  {_times(unit, 'vi')}", f"  {_times(unit, 'en')}")
    facts = list(_facts(screen, unit))
    if facts:
        screen.console.print(Text(f"  {' · '.join(facts)}"))
    screen.say(f"  nguồn: {unit.source}", f"  source: {unit.source}", "dim")
    if unit.valid_from is not None:
        screen.say("  trước đó:", "  before:")
        before = date.fromordinal(unit.valid_from.toordinal() - 1)
        _show_answer(screen, atlas, atlas.convert(unit.code, from_=unit.valid_from, to=before), before)
    if unit.valid_to is not None:
        screen.say("  sau đó:", "  after:")
        after = date.fromordinal(unit.valid_to.toordinal() + 1)
        _show_answer(screen, atlas, atlas.convert(unit.code, from_=unit.valid_to, to=after), after)


def _facts(screen: Screen, unit: Unit) -> Iterable[str]:
    if unit.area is not None:
        yield f"{screen.number(unit.area, places=2)} km²"
    if unit.population is not None:
        yield screen.message(Message("{n} người", "{n} persons").filled(n=screen.number(unit.population)))
    if unit.latitude is not None and unit.longitude is not None:
        yield f"{unit.latitude:.4f}, {unit.longitude:.4f}"


def _times(unit: Unit, language: Language) -> str:
    since, until = (each and _day(each, language) for each in (unit.valid_from, unit.valid_to))
    if language == "vi":
        return f"{f'từ {since}' if since else 'từ trước'}{f' đến {until}' if until else ' đến nay'}"
    return f"{f'since {since}' if since else 'since before'}{f' until {until}' if until else ''}"


def _show_answer(screen: Screen, atlas: Atlas, answer: Answer, on: date) -> None:
    if isinstance(answer, Unknown):
        screen.console.print(Text(f"  ? {screen.message(answer.reason)}", style="yellow"))
    elif isinstance(answer, Whole):
        name = _named(atlas, answer.to, on)
        screen.say(f"  = toàn bộ thuộc {name}", f"  = lies wholly in {name}", "green")
        _show_links(screen, answer.links)
    else:
        _show_part(screen, atlas, answer, on)


def _show_part(screen: Screen, atlas: Atlas, answer: Part, on: date) -> None:
    if answer.complete:
        count = len(answer.candidates)
        screen.say(f"  ≈ nằm trong {count} đơn vị:", f"  ≈ lies in {count} units:", "yellow")
    else:
        screen.say("  ≈ thuộc, một phần hay toàn bộ:", "  ≈ lies, partly or wholly, in:", "yellow")
    for each in answer.candidates:
        told = [_shares(screen, each), screen.message(LIKELY) if each.likely and len(answer.candidates) > 1 else ""]
        words = "; ".join(filter(None, told))
        screen.console.print(Text(f"    {_named(atlas, each.code, on)}{f' ({words})' if words else ''}"))
        _show_links(screen, each.links, indent="      ")


def _shares(screen: Screen, candidate: Candidate) -> str:
    words = (("diện tích", "of the area", candidate.area), ("dân số", "of the population", candidate.population))
    told = [
        screen.message(Message(f"{screen.number(share * 100)}% {vi}", f"{screen.number(share * 100)}% {en}"))
        for vi, en, share in words
        if share is not None
    ]
    return ", ".join(told)


def _show_links(screen: Screen, links: Iterable[Link], indent: str = "    ") -> None:
    """Which source says so, each with its day, extent, own words and decree."""
    for link in links:
        for claim in link.claims:
            screen.console.print(Text(f"{indent}{_claim(screen, claim)}", style="dim"))


def _claim(screen: Screen, claim: Change) -> str:
    row = screen.message(Message(f", dòng {claim.place}", f", row {claim.place}")) if claim.place else ""
    note = f" “{claim.note}”" if claim.note else ""
    decree = f", {claim.decree}" if claim.decree else ""
    pair = f"{claim.old or '—'} → {claim.new}, {_day(claim.on, screen.language)}"
    return f"{pair}: {screen.message(EXTENTS[claim.extent])}{note} ({claim.source}{row}{decree})"


def _show_disagreement(screen: Screen, atlas: Atlas, found: Disagreement) -> None:
    before = date.fromordinal(found.on.toordinal() - 1) if found.kind is not Difference.NAME else found.on
    name = _named(atlas, found.old, before) if found.old else found.said[0][1][0].old_name
    screen.console.print(Text.assemble((name, "bold"), (f"  {screen.message(DIFFERENCES[found.kind])}", "yellow")))
    if found.kind is Difference.NAME:
        pairs = zip(found.said, found.names, strict=True)
        screen.console.print(Text("; ".join(f"{source}: “{written}”" for (source, _), written in pairs)))
        return
    if found.kind is Difference.SLIP:
        meant = f"“{found.names[1]}” = {found.meant}"
        screen.say(f"  nguồn ghi tên {meant}; theo tên", f"  the source names {meant}; the name is followed")
    for source, claims in found.said:
        followed = source == found.said[-1][0] and found.kind is not Difference.SLIP
        mark = screen.message(Message(" (theo nguồn này)", " (followed)")) if followed else ""
        told = "; ".join(f"{_named(atlas, each.new, found.on)}: {_words(screen, each)}" for each in claims)
        screen.console.print(Text(f"  {source}{mark}: {told}"))


def _words(screen: Screen, claim: Change) -> str:
    return claim.note or screen.message(EXTENTS[claim.extent])


def _province_of(atlas: Atlas, found: Disagreement) -> str:
    """The old province's code; where the old unit has no code, that of its district."""
    before = date.fromordinal(MERGER.toordinal() - 1)
    day = found.on if found.kind is Difference.NAME else before
    code = found.old or found.said[0][1][0].old_parent
    unit = atlas.unit(code, on=day)
    above = atlas.above(unit, on=day) if unit is not None else ()
    return above[-1].code if above else code


def _named(atlas: Atlas, code: str, on: date) -> str:
    unit = atlas.unit(code, on=on)
    return f"{code} {unit.name}" if unit is not None else code


def _full_name(atlas: Atlas, unit: Unit, on: date) -> str:
    return ", ".join([f"{unit.code} {unit.name}", *(each.name for each in atlas.above(unit, on=on))])


def _day(day: date, language: Language) -> str:
    return f"{day:%d/%m/%Y}" if language == "vi" else day.isoformat()
