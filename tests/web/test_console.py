"""The console: every operation as a form, calls without JavaScript, nothing inline."""

import re

import pytest
from django.test import Client
from tests.web.invented import HIDDEN, OPEN


@pytest.mark.parametrize(("start", "call"), [("", "Gọi"), ("/en", "Call")])
def test_every_operation_is_a_form(client: Client, start: str, call: str):
    page = client.get(f"{start}/developers/api?dataset={OPEN}").content.decode()
    assert page.count(f">{call}</button>") == 14
    assert f"GET /api/v1/datasets/{OPEN}/records" in page
    assert 'name="so_lop__gte"' in page
    assert not re.search(r"<script(?![^>]*src=)[^>]*>|<style|\son\w+=|\sstyle=", page)
    assert len(set(re.findall(r'\sid="([^"]+)"', page))) == len(re.findall(r'\sid="([^"]+)"', page))


def test_a_form_without_javascript_leads_to_the_answer(client: Client):
    asked = {"_path": f"/api/v1/datasets/{OPEN}/records", "limit": "1", "so_lop__gte": "", "q": "tiểu học"}
    answer = client.get("/developers/api/call", asked)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/api/v1/datasets/{OPEN}/records?limit=1&q=ti%E1%BB%83u+h%E1%BB%8Dc",
    )
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("path", ["https://example.vn/", "//example.vn", "/dataset", "/api/v1/x\r\nA: b", "/api/v1/?a"])
def test_a_form_leads_nowhere_else(client: Client, path: str):
    assert client.get("/developers/api/call", {"_path": path}).status_code == 404


def test_what_is_not_open_has_no_console(client: Client):
    for name in (*HIDDEN, "a--b"):
        assert client.get(f"/developers/api?dataset={name}").status_code == 404
