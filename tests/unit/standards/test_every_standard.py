"""Every standard holds what it says of itself, and its SQL says what its plain function says."""

import pkgutil
from importlib import import_module

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlglot import exp

import kho.standards
from kho.messages import Message
from kho.standards.standard import Standard


def standards() -> list[Standard]:
    """The standard of each module of the package that has one."""
    walked = pkgutil.walk_packages(kho.standards.__path__, "kho.standards.")
    modules = [import_module(each.name) for each in walked]
    found = [getattr(module, "STANDARD", None) for module in modules]
    return [each for each in found if isinstance(each, Standard)]


STANDARDS = standards()
every_standard = pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.name)


def in_duckdb(standard: Standard, texts: list[str | None]) -> list[str | None]:
    """What the standard's SQL gives for each text; of one that SQL cannot say, what its plain function gives."""
    if standard.sql is None:
        return plainly(standard, texts)
    sql = standard.sql(exp.column("v", table="t")).sql("duckdb")
    rows = duckdb.execute(f"select {sql} from (select unnest(?::varchar[]) as v) as t", [texts]).fetchall()
    return [row[0] for row in rows]


def plainly(standard: Standard, texts: list[str | None]) -> list[str | None]:
    return [None if text is None else standard.read(text) for text in texts]


def said(standard: Standard) -> list[Message]:
    why = [bad.why for bad in standard.bad]
    return [standard.title, standard.rule, standard.what, standard.mend, *why]


def test_there_are_standards_and_no_name_is_given_twice():
    names = [standard.name for standard in STANDARDS]
    assert names
    assert sorted(set(names)) == sorted(names)


@every_standard
def test_it_names_its_sources_and_speaks_both_languages(standard: Standard):
    assert standard.sources
    assert all(source.title for source in standard.sources)
    for message in said(standard):
        filled = message.filled(value="x")
        assert filled.vi.strip()
        assert filled.en.strip()


@every_standard
def test_good_texts_have_their_normal_form_and_it_is_its_own(standard: Standard):
    assert standard.good
    for good in standard.good:
        assert (good.text, standard.read(good.text)) == (good.text, good.normal)
        assert standard.read(good.normal) == good.normal


@every_standard
def test_bad_texts_have_none(standard: Standard):
    assert standard.bad
    assert [(bad.text, standard.read(bad.text)) for bad in standard.bad] == [(bad.text, None) for bad in standard.bad]


@every_standard
def test_sql_says_the_same_of_good_bad_and_missing(standard: Standard):
    texts = [*(good.text for good in standard.good), *(bad.text for bad in standard.bad), "", None]
    assert in_duckdb(standard, texts) == plainly(standard, texts)


@every_standard
def test_a_mask_hides_something_and_never_fails(standard: Standard):
    if standard.mask is None:
        return
    for good in standard.good:
        assert standard.mask(good.normal) != good.normal


def near(standard: Standard) -> st.SearchStrategy[str]:
    """Texts made of good and bad ones by leaving out, doubling, changing and putting in characters."""
    seeds = sorted({good.text for good in standard.good} | {bad.text for bad in standard.bad})
    letters = sorted(set("".join(seeds)) | set("0123456789 .-/()+\u00a0AaZzĐđ\n"))
    edit = st.tuples(st.integers(0, 40), st.sampled_from(["cut", "put", "swap"]), st.sampled_from(letters))
    return st.builds(edited, st.sampled_from(seeds), st.lists(edit, max_size=3))


def edited(text: str, edits: list[tuple[int, str, str]]) -> str:
    for place, how, letter in edits:
        at = place % (len(text) + 1)
        after = text[at:] if how == "put" else text[at + 1 :]
        text = text[:at] + ("" if how == "cut" else letter) + after
    return text


def anything() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@every_standard
@settings(deadline=None, max_examples=25, phases=[Phase.reuse, Phase.generate])
@given(data=st.data())
def test_sql_says_the_same_of_any_text_and_normal_forms_stay(standard: Standard, data: st.DataObject):
    texts = data.draw(st.lists(st.one_of(near(standard), near(standard), anything()), min_size=20, max_size=60))
    found, in_sql = plainly(standard, list(texts)), in_duckdb(standard, list(texts))
    differ = [each for each in zip(texts, found, in_sql, strict=True) if each[1] != each[2]]
    assert differ == []
    moved = [each for each in found if each is not None and standard.read(each) != each]
    assert moved == []
