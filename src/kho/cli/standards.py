"""`kho standard` as a person sees it."""

from rich.text import Text

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.quality.texts import WHITE_SPACE
from kho.standards import registry
from kho.standards.codelists import SHIPPED, CodeList, shipped
from kho.standards.standard import Source, Standard


def list_standards(session: Session) -> None:
    """Every standard with its title."""
    screen = Screen(session.language)
    columns = [("chuẩn", "standard", False), ("là", "is", False), ("ví dụ", "example", False)]
    rows = []
    for name in registry.names():
        kept = registry.standard(name)
        rows.append([name, kept.title.in_(session.language), kept.good[0].normal])
    screen.table(columns, rows)
    screen.say("Danh mục mã cho kho.codelist", "Code lists for kho.codelist", "bold")
    heads = [("danh mục", "list", False), ("là", "is", False), ("số mã", "codes", True)]
    screen.table(
        heads, [[f"kho/{each.name}", each.title.in_(session.language), str(len(each.codes))] for each in SHIPPED]
    )


def show_standard(session: Session, name: str) -> None:
    """All that a standard, or a code list that comes with Kho, says. Raises UnknownStandardError."""
    screen, listed = Screen(session.language), shipped(name.removeprefix("kho/"))
    if listed is not None:
        _show_codes(screen, listed)
        return
    kept = registry.standard(name)
    screen.say(f"{name}: {kept.title.vi}", f"{name}: {kept.title.en}", "bold")
    screen.say(kept.rule.vi, kept.rule.en)
    for source in kept.sources:
        screen.console.print(Text(f"  {_cited(source)}", style="dim"))
    screen.table(
        [("viết", "written", False), ("chuẩn", "normal form", False)], [[good.text, good.normal] for good in kept.good]
    )
    screen.table(
        [("sai", "wrong", False), ("vì sao", "why", False)],
        [[bad.text, bad.why.in_(session.language)] for bad in kept.bad],
    )


def _show_codes(screen: Screen, listed: CodeList) -> None:
    screen.say(f"kho/{listed.name}: {listed.title.vi}", f"kho/{listed.name}: {listed.title.en}", "bold")
    if listed.note is not None:
        screen.say(listed.note.vi, listed.note.en)
    for source in listed.sources:
        screen.console.print(Text(f"  {_cited(source)}", style="dim"))
    heads = [("mã", "code", False), ("tên", "name", False)]
    screen.table(heads, [[each.code, each.name.in_(screen.language)] for each in listed.codes])


def _cited(source: Source) -> str:
    since = f"{source.in_force:%d/%m/%Y}" if source.in_force else ""
    return ", ".join(part for part in (source.title, source.clause, since, source.url) if part)


def test_value(session: Session, value: str, name: str | None) -> None:
    """The standards a value keeps to; of one that is named, what is wrong too. Raises UnknownStandardError."""
    screen, text = Screen(session.language), value.strip(WHITE_SPACE)
    if name is not None:
        _test_one(screen, registry.standard(name), text)
        return
    standards = [registry.standard(each) for each in registry.names()]
    fitting = [(kept, normal) for kept in standards if (normal := kept.read(text)) is not None]
    columns = [("chuẩn", "standard", False), ("là", "is", False), ("dạng chuẩn", "normal form", False)]
    screen.table(columns, [[kept.name, kept.title.in_(screen.language), normal] for kept, normal in fitting])


def _test_one(screen: Screen, kept: Standard, text: str) -> None:
    normal = kept.read(text)
    if normal is not None:
        screen.say(f"Đúng chuẩn. Dạng chuẩn: {normal}", f"It keeps to the standard. Normal form: {normal}", "green")
        return
    what = kept.what.filled(value=text)
    screen.say(what.vi, what.en, "red")
    screen.say(f"→ {kept.mend.vi}", f"→ {kept.mend.en}")
