"""Every request that the server announces, asked by a client that nobody here wrote: the answers have the shapes of the protocol."""

import asyncio
import pathlib
import re

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from test_protocol import MERIT, MODEL, VOCABULARY, answer_registrations, begin, folder, opened, text_of  # noqa: F401

SETTINGS = """[source.web]   # theirs
lead = "user"
[source.web.types]
"View" = "page_view"
"""


@pytest_lsp.fixture(
    params=["neovim", "visual-studio-code", "emacs"], config=ClientServerConfig(server_command=[MERIT, "lsp"])
)
async def reading(request, lsp_client: LanguageClient, folder):  # noqa: F811
    (folder / "merit.toml").write_text(SETTINGS)
    answer_registrations(lsp_client)
    result = await begin(lsp_client, client_capabilities(request.param), folder)
    lsp_client.announced = result.capabilities
    opened(lsp_client, folder / "vocabulary.score", VOCABULARY)
    opened(lsp_client, folder / "model.score", MODEL)
    yield
    await lsp_client.shutdown_session()


def place(text, needle, more=1):
    """Inside a text."""
    at = text.index(needle) + more
    before = text[:at].split("\n")
    return types.Position(len(before) - 1, len(before[-1]))


def slice_of(text, range_):
    lines = text.split("\n")
    assert range_.start.line == range_.end.line
    return lines[range_.start.line][range_.start.character : range_.end.character]


@pytest.mark.asyncio
async def test_names(reading: LanguageClient, folder):  # noqa: F811
    model, vocabulary = folder / "model.score", folder / "vocabulary.score"
    event = {"text_document": text_of(model), "position": place(MODEL, "page_view")}
    hover = await reading.text_document_hover_async(types.HoverParams(**event))
    assert "page_view" in hover.contents.value
    found = await reading.text_document_definition_async(types.DefinitionParams(**event))
    found = found if isinstance(found, list) else [found]
    (uri,) = {getattr(one, "uri", None) or one.target_uri for one in found}
    assert uri == vocabulary.as_uri()
    places = await reading.text_document_references_async(
        types.ReferenceParams(**event, context=types.ReferenceContext(include_declaration=True))
    )
    assert {pathlib.PurePath(one.uri).name for one in places} == {"model.score", "vocabulary.score"}
    lights = await reading.text_document_document_highlight_async(types.DocumentHighlightParams(**event))
    assert [slice_of(MODEL, one.range) for one in lights] == ["page_view"]
    prepared = await reading.text_document_prepare_rename_async(types.PrepareRenameParams(**event))
    assert slice_of(MODEL, prepared.range) == "page_view"
    with pytest.raises(JsonRpcException, match="already an event"):
        await reading.text_document_rename_async(types.RenameParams(**event, new_name="form_submit"))
    edit = await reading.text_document_rename_async(types.RenameParams(**event, new_name="เข้าชม"))
    changes = edit.changes or {change.text_document.uri: change.edits for change in edit.document_changes}
    texts = {model: MODEL, vocabulary: VOCABULARY, folder / "merit.toml": SETTINGS}
    for path, text in texts.items():
        assert [slice_of(text, one.range).strip('"') for one in changes[path.as_uri()]] == ["page_view"], path
        assert {one.new_text.strip('"') for one in changes[path.as_uri()]} == {"เข้าชม"}
    symbols = await reading.workspace_symbol_async(types.WorkspaceSymbolParams(query="hot"))
    assert "Hot" in [one.name.strip('"') for one in symbols]


@pytest.mark.asyncio
async def test_documents(reading: LanguageClient, folder):  # noqa: F811
    model = {"text_document": text_of(folder / "model.score")}
    whole = types.Range(types.Position(0, 0), types.Position(MODEL.count("\n"), 0))
    outline = await reading.text_document_document_symbol_async(types.DocumentSymbolParams(**model))
    assert outline
    folds = await reading.text_document_folding_range_async(types.FoldingRangeParams(**model))
    assert all(one.start_line < one.end_line for one in folds) and folds
    links = await reading.text_document_document_link_async(types.DocumentLinkParams(**model))
    assert [one.target for one in links] == [(folder / "vocabulary.score").as_uri()]
    (selected,) = await reading.text_document_selection_range_async(
        types.SelectionRangeParams(**model, positions=[place(MODEL, "page_view")])
    )
    assert slice_of(MODEL, selected.range) == "page_view" and selected.parent
    hints = await reading.text_document_inlay_hint_async(types.InlayHintParams(**model, range=whole))
    assert any("10" in str(one.label) for one in hints)
    colours = await reading.text_document_semantic_tokens_full_async(types.SemanticTokensParams(**model))
    assert colours.data and len(colours.data) % 5 == 0
    part = await reading.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(**model, range=types.Range(whole.start, types.Position(5, 0)))
    )
    assert colours.data[: len(part.data)] == part.data
    delta = await reading.text_document_semantic_tokens_full_delta_async(
        types.SemanticTokensDeltaParams(**model, previous_result_id=colours.result_id)
    )
    assert not delta.edits
    edits = await reading.text_document_on_type_formatting_async(
        types.DocumentOnTypeFormattingParams(
            **model,
            position=types.Position(MODEL[: MODEL.index("  -5")].count("\n"), 0),
            ch="\n",
            options=types.FormattingOptions(tab_size=2, insert_spaces=True),
        )
    )
    assert "".join(one.new_text for one in edits or []).strip() in ("", "+10  page_view  once  expires after 90 days")


@pytest.mark.asyncio
async def test_a_request_may_be_taken_back(reading: LanguageClient, folder):  # noqa: F811
    answer = reading.protocol.send_request(
        "workspace/diagnostic", types.WorkspaceDiagnosticParams(previous_result_ids=[]), msg_id="taken-back"
    )
    reading.cancel_request(types.CancelParams(id="taken-back"))
    reading.cancel_request(types.CancelParams(id="never asked"))
    # It may have been answered already.
    try:
        assert (await asyncio.wait_for(asyncio.wrap_future(answer), 20)).items
    except JsonRpcException as problem:
        assert problem.code == -32800
    text = await reading.protocol.send_request_async("merit/text", {"textDocument": {"uri": (folder / "model.score").as_uri()}})
    assert text == MODEL


@pytest.mark.asyncio
async def test_what_is_announced_is_asked_for(reading: LanguageClient):
    """In one of the files of this folder."""
    tests = "".join(path.read_text() for path in pathlib.Path(__file__).parent.glob("test_*.py"))
    names = [one.name for one in reading.announced.__attrs_attrs__ if getattr(reading.announced, one.name)]
    announced = [name.removesuffix("_provider").removeprefix("document_") for name in names if name.endswith("_provider")]
    assert len(announced) > 15
    assert [name for name in announced if not re.search(rf"[._]{name}(_\w+)?_async\(", tests)] == []
