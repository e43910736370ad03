"""The guide to assistants works as it stands: what it starts speaks, and has the tools that it tells of."""

import asyncio
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from mcp import Client, StdioServerParameters
from tests.unit.docs.conftest import Reader


def test_the_guide_to_assistants(reader: Callable[[str], Reader]):
    person = reader("mcp")
    person.walk()
    local, portal = (json.loads(each)["mcpServers"]["hung-yen"] for each in person.blocks("json"))
    assert portal["url"].endswith("/mcp")
    words = [str(Path.cwd()) if each == "/srv/hungyen" else each for each in local["args"]]
    over = StdioServerParameters(command=str(Path(sys.executable).with_name(local["command"])), args=words)

    async def asked() -> tuple[list[str], set[str]]:
        async with Client(over) as client:
            found = await client.call_tool("search_datasets", {"query": "co so y te"})
            assert found.structured_content is not None
            tools = {each.name for each in (await client.list_tools()).tools}
            return [each["slug"] for each in found.structured_content["datasets"]], tools

    slugs, tools = asyncio.run(asked())
    assert tools == {*re.findall(r"^\| `(\w+)` \|", person.text, re.MULTILINE)}
    assert "so-y-te--co-so-y-te" in slugs
