"""The Model Context Protocol by the SDK's own client, over HTTP and over standard input and output."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from jsonschema_rs import validator_for
from mcp import Client, MCPError, StdioServerParameters
from tests.services.portal import KHO
from tests.web.layered.province import COUNT, HIDDEN, PEOPLE, PLAIN, SECRETS, STATIONS

Made = TypeVar("Made")
Asking = Callable[[Callable[[Client], Awaitable[Any]]], Any]
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


async def called(client: Client, tool: str, **given: Any) -> Any:
    """What a tool answers, which is as its schema says."""
    answer = await client.call_tool(tool, given)
    assert not answer.is_error, answer.content
    [schema] = [each.output_schema for each in (await client.list_tools()).tools if each.name == tool]
    validator_for(schema).validate(answer.structured_content)
    return answer.structured_content


async def refused(client: Client, tool: str, **given: Any) -> str:
    answer = await client.call_tool(tool, given)
    assert answer.is_error
    [content] = answer.content
    return str(content.text)


@pytest.fixture(params=["http", "http before 2026", "stdio"])
def asking(request: pytest.FixtureRequest, site: str, mapped: Path) -> Asking:
    """Runs what is done with a client that is connected in one of these ways."""
    over = StdioServerParameters(command=str(KHO), args=["-C", str(mapped), "mcp"])
    way: Any = over if request.param == "stdio" else f"{site}/mcp"
    mode = "legacy" if request.param == "http before 2026" else "auto"

    def run(what: Callable[[Client], Awaitable[Made]]) -> Made:
        async def whole() -> Made:
            async with Client(way, mode=mode) as client:
                return await what(client)

        return asyncio.run(whole())

    return run


def test_a_question_is_answered_step_by_step(asking: Asking):
    async def work(client: Client) -> None:
        found = await called(client, "search_datasets", query="tram do")
        assert [each["slug"] for each in found["datasets"]] == [STATIONS]
        told = await called(client, "get_dataset", slug=STATIONS)
        assert told["rows"] == COUNT + 2
        assert {each["name"]: each["unit"] for each in told["columns"]}["do_sau"] == "m"
        assert told["key"] == ["ma"]
        rows = await called(
            client,
            "query_records",
            slug=STATIONS,
            filter="do_sau > 10",
            select=["ma", "vi_do"],
            sort=["-do_sau"],
            limit=2,
        )
        assert (rows["count"], rows["rows"]) == (COUNT - 10, [["T130", 20.63], ["T129", 20.629]])
        more = await called(
            client,
            "query_records",
            slug=STATIONS,
            filter="do_sau > 10",
            select=["ma"],
            sort=["-do_sau"],
            limit=1,
            after=rows["after"],
        )
        assert more["rows"] == [["T128"]]
        sums = await called(client, "aggregate", slug=PEOPLE, group=["nam"], measures=["sum_so_dan", "count"])
        assert sums["rows"] == [[2024, 1000, 1], [2026, 2000, 2]]
        assert told["citation"] == rows["citation"]
        assert told["url"] in told["citation"]

    asking(work)


def test_resources_and_the_prompt(asking: Asking):
    async def work(client: Client) -> None:
        [catalogue] = (await client.list_resources()).resources
        told = json.loads((await client.read_resource(str(catalogue.uri))).contents[0].text)
        assert {each["slug"] for each in told["datasets"]} >= {STATIONS, PLAIN}
        dataset = json.loads((await client.read_resource(f"kho://dataset/{PLAIN}")).contents[0].text)
        assert dataset["title"] == "Danh mục"
        with pytest.raises(MCPError, match="no open dataset"):
            await client.read_resource(f"kho://dataset/{HIDDEN[0]}")
        prompt = await client.get_prompt("answer_question", {"question": "Có bao nhiêu trạm?"})
        assert "Có bao nhiêu trạm?" in str(prompt.messages[0].content)

    asking(work)


def test_nothing_private_is_told(asking: Asking):
    async def work(client: Client) -> None:
        said = [str(await called(client, "search_datasets", query=each)) for each in ("", "zqxtitle", "wvktitle")]
        said += [str(await called(client, "list_agencies"))]
        for name in (STATIONS, PLAIN):
            said += [str(await called(client, "get_dataset", slug=name))]
            said += [str(await called(client, "query_records", slug=name, limit=200))]
        for secret in SECRETS:
            assert not [text for text in said if secret in text]
        answers = [await refused(client, "get_dataset", slug=name) for name in (*HIDDEN, "so-mau--khong-co")]
        assert len({each.split("“")[0] + each.split("”")[1] for each in answers}) == 1
        for name in HIDDEN:
            assert "KHO-D209" in await refused(client, "query_records", slug=name)
            assert "KHO-D209" in await refused(client, "aggregate", slug=name)

    asking(work)


@pytest.mark.parametrize(
    ("tool", "given", "says"),
    [
        ("query_records", {"filter": "sau > 1"}, "Name one of: ma, ten,"),
        ("query_records", {"filter": "do_sau >"}, "KHO-D101"),
        ("query_records", {"select": ["x"]}, "KHO-D102"),
        ("query_records", {"sort": ["x"]}, "KHO-D109"),
        ("query_records", {"limit": 100_000}, "less than or equal to 200"),
        ("query_records", {"after": "x"}, "KHO-D104"),
        ("aggregate", {"measures": ["sum_ten"]}, "Use count, min, max or distinct"),
        ("aggregate", {"measures": ["median_ten"]}, "KHO-D109"),
        ("get_code_list", {"name": "x", "slug": None}, "KHO-D951"),
    ],
)
def test_what_is_wrong_is_told_so_that_it_can_be_mended(site: str, tool: str, given: dict[str, Any], says: str):
    async def work() -> None:
        async with Client(f"{site}/mcp") as client:
            asked = {name: value for name, value in ({"slug": STATIONS} | given).items() if value is not None}
            assert says in await refused(client, tool, **asked)

    asyncio.run(work())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 400),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_pages_of_elsewhere_are_refused(site: str, headers: dict[str, str], status: int):
    answer = httpx.post(f"{site}/mcp", json=CALL, headers={**ACCEPT, **headers}, timeout=60)
    assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers


def test_requests_are_counted(site: str):
    assert "RateLimit" in httpx.post(f"{site}/mcp", json=CALL, headers=ACCEPT, timeout=60).headers


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_no_session(site: str, method: str):
    answer = httpx.request(method, f"{site}/mcp", headers=ACCEPT, timeout=60)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"jsonrpc": "2.0"}', b"9" * 300_000, b"[" * 100_000])
def test_what_is_no_message_is_refused(site: str, body: bytes):
    headers = {**ACCEPT, "Content-Type": "application/json"}
    assert httpx.post(f"{site}/mcp", content=body, headers=headers, timeout=60).status_code in (400, 413)
