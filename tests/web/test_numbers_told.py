"""Numbers as people of each language write them."""

import pytest


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (15367625.0, "15.367.625", "15,367,625"),
        (1234.5, "1.234,5", "1,234.5"),
        (0.0, "0", "0"),
        (-290380.0, "-290.380", "-290,380"),
        (7, "7", "7"),
    ],
)
def test_a_number_is_told_without_decimals_that_say_nothing(portal: None, value: float, vi: str, en: str):  # noqa: ARG001
    from django.utils.translation import override

    from kho.web.look.speaking import number_told

    with override("vi"):
        assert number_told(value) == vi
    with override("en"):
        assert number_told(value) == en
