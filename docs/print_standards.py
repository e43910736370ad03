"""Prints docs/reference/standards.md from the standards themselves."""

from collections.abc import Iterator

from printing import NOTE, code, page, table

from kho.standards import registry
from kho.standards.codelists import SHIPPED, CodeList
from kho.standards.standard import Source, Standard

HEAD = """# National standards

What `kho.standard` of a column may name, what each standard says, and where it is laid down. `kho standard list`, `kho
standard show NAME` and `kho standard test VALUE` tell the same. Another package adds a standard by an entry point of
the group `kho.standards` that leads to a `kho.standards.standard.Standard`."""


LISTS = """## Code lists

What `kho.codelist` of a column may name beside the province's own lists in `codelists/`."""


def render() -> dict[str, str]:
    """The page by its path."""
    parts = [each for name in registry.names() for each in _standard(name, registry.standard(name))]
    return {"docs/reference/standards.md": page(HEAD, NOTE, *parts, LISTS, *map(_list, SHIPPED))}


def _list(shipped: CodeList) -> str:
    note = [f"{shipped.note.en} {shipped.note.vi}"] if shipped.note else []
    sources = "\n".join(f"- {_cited(source)}" for source in shipped.sources)
    codes = table(["code", "name", "tên"], [(code(each.code), each.name.en, each.name.vi) for each in shipped.codes])
    return "\n\n".join([f"### `kho/{shipped.name}`: {shipped.title.en}", f"{shipped.title.vi}.", *note, sources, codes])


def _standard(name: str, kept: Standard) -> Iterator[str]:
    yield f"## `{name}`: {kept.title.en}"
    yield f"{kept.title.vi}. {kept.rule.vi}"
    yield kept.rule.en
    yield "\n".join(f"- {_cited(source)}" for source in kept.sources)
    yield table(["written", "normal form"], [(code(good.text), code(good.normal)) for good in kept.good])
    yield table(["refused", "why", "vì sao"], [(code(bad.text), bad.why.en, bad.why.vi) for bad in kept.bad])


def _cited(source: Source) -> str:
    since = f"in force from {source.in_force:%d/%m/%Y}" if source.in_force else ""
    title = f"[{source.title}]({source.url})" if source.url else source.title
    return ", ".join(part for part in (title, source.clause, since) if part)
