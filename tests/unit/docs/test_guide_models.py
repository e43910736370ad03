"""The guide to models works as it stands: its files are written where it says, its commands run in their order."""

from collections.abc import Callable

from tests.unit.docs.conftest import Reader


def test_the_guide_to_models(reader: Callable[[str], Reader]):
    said = reader("models").walk()
    assert "2 bảng tổng hợp" in said["$ kho check"]
    assert "1980" in said['$ kho sql "select * from y_te.co_so_theo_thap_ky order by thap_ky"']
    assert "so-y-te/co-so-y-te, phiên bản 0" in said["$ kho run show y-te/co-so-theo-thap-ky"]
    assert "đã nạp" not in said["$ kho run"]
