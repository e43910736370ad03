"""White space at the ends of texts is found wherever it stands; letters that share its bytes are not taken for it."""

import pyarrow as pa
import pytest

from kho.quality.texts import WHITE_SPACE
from kho.sources.edges import has_edges


@pytest.mark.parametrize("space", WHITE_SPACE, ids=lambda each: f"U+{ord(each):04X}")
@pytest.mark.parametrize("shape", ["{}xã", "xã{}", "{}", "{}{}"])
def test_white_space_at_an_end_is_found(space: str, shape: str) -> None:
    texts = pa.array(["Phố Hiến", None, shape.replace("{}", space)], pa.string())
    assert has_edges(texts)


@pytest.mark.parametrize("space", WHITE_SPACE, ids=lambda each: f"U+{ord(each):04X}")
def test_white_space_inside_is_no_edge(space: str) -> None:
    assert not has_edges(pa.array([f"Hưng{space}Yên", None, "à", "Ấn Thi", "ắ", "Đ"], pa.string()))


def test_only_the_texts_of_a_slice_count() -> None:
    texts = pa.array([" a", "b", "c "], pa.string())
    assert not has_edges(texts.slice(1, 1))
    assert has_edges(texts.slice(1, 2))
    assert not has_edges(texts.slice(0, 0))


@pytest.mark.parametrize("texts", [[""], ["", None], ["xã", "", "tỉnh"]])
def test_an_empty_text_is_told_too(texts: list[str | None]) -> None:
    assert has_edges(pa.array(texts, pa.string()))


def test_no_text_at_all_is_no_empty_text() -> None:
    assert not has_edges(pa.array([None, None], pa.string()))
