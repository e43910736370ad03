"""The server: its tools, resources and prompt, whichever way it is spoken to."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations

from kho import __version__
from kho.errors import KhoError
from kho.web.mcp.tools import Tools

INSTRUCTIONS: Final = """
Open data of a Vietnamese province, read-only. Search with search_datasets, read get_dataset before querying, then
query_records for rows or aggregate for counts and sums over all rows. Data is mostly in Vietnamese. Say the unit and
the period of each figure, and quote the dataset's citation. Say so where the data does not answer the question.
"""
QUESTION: Final = """
Answer this question with the province's open data: {question}

Search for datasets that can answer it (Vietnamese words find most), read their metadata, then query or aggregate them.
Answer in the language of the question. Give each figure with its unit and period, tell what the data does not say, and
end with the citation of each dataset that you used.
"""
_READING: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
Given = ParamSpec("Given")
Made = TypeVar("Made")


def server(tools: Tools) -> MCPServer[None]:
    """A server that answers from what is published now."""
    made: MCPServer[None] = MCPServer(
        name="kho",
        title="Kho",
        version=__version__,
        instructions=INSTRUCTIONS.strip(),
        website_url=tools.hold().addresses.home(),
        log_level="WARNING",
        subscriptions=False,
    )
    for each in (
        tools.search_datasets,
        tools.get_dataset,
        tools.query_records,
        tools.aggregate,
        tools.get_code_list,
        tools.list_agencies,
    ):
        made.add_tool(_told(each, ToolError), annotations=_READING)
    _add_resources(made, tools)
    made.prompt(title="Hỏi dữ liệu mở / Ask the open data")(answer_question)
    return made


def answer_question(question: str) -> str:
    """Answer a question with the province's open data, and cite it."""
    return QUESTION.format(question=question).strip()


def _add_resources(made: MCPServer[None], tools: Tools) -> None:
    json = "application/json"

    @made.resource("kho://catalogue", title="Các bộ dữ liệu mở / Open datasets", mime_type=json)
    async def catalogue() -> str:
        """All open datasets."""
        return tools.overview().model_dump_json()

    @made.resource("kho://dataset/{slug}", title="Bộ dữ liệu / Dataset", mime_type=json)
    async def dataset(slug: str) -> str:
        """All that is known of a dataset."""
        told = await _told(tools.get_dataset, ResourceNotFoundError)(slug)
        return told.model_dump_json()


def _told(tool: Callable[Given, Made], error_type: Callable[[str], Exception]) -> Callable[Given, Awaitable[Made]]:
    """A tool whose errors are told so that a call can be mended.

    It runs where it is called, and in no thread of its own: replicas keep a connection for each thread.
    """

    @wraps(tool)
    async def answer(*given: Given.args, **named: Given.kwargs) -> Made:
        try:
            return tool(*given, **named)
        except KhoError as error:
            raise error_type(f"{error.code}: {error.message().en} {error.next_step().en}") from error

    return answer
