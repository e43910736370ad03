"""The guide to GIS names parameters and addresses that there are."""

import re

from tests.unit.docs.conftest import GUIDES

from kho.publishing.features.asking import OWN, RENAMED
from kho.web.features.urls import urlpatterns


def test_its_parameters_are_those_of_the_program():
    text = (GUIDES / "ogc-features.md").read_text(encoding="utf-8")
    table = text.split("| parameter | means |")[1].split("\n\n")[0]
    told = {*re.findall(r"`([a-z]+)=", table)} - {"loai"}
    assert told <= {*OWN, *RENAMED, "filter", "q"}
    addresses = {*re.findall(r"^\| `/([a-z]+)", text, re.MULTILINE)}
    known = {str(each.pattern).strip("/").split("/")[0] for each in urlpatterns}
    assert addresses <= known
