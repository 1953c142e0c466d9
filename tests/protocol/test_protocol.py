"""The whole protocol by a client that nobody here wrote: see README.md."""

import asyncio
import os
import pathlib
import tempfile
import typing

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

MERIT = os.path.abspath(os.environ.get("MERIT", "target/debug/merit"))

VOCABULARY = """edition 1

event page_view
  has path: text

event form_submit
  has form: one of "demo", "quote"
"""

MODEL = """edition 1

use "vocabulary.score"

model m
  timezone "UTC"
  week starts monday

score s
  range 0 to 20
  +10 page_view  once  expires after 90 days
  -5   form_submit  once

tiers of s
  "Hot"   from 10
  "Cold"  otherwise
"""


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory() as path:
        root = pathlib.Path(path).resolve()
        (root / "merit.toml").write_text("")
        (root / "vocabulary.score").write_text(VOCABULARY)
        (root / "model.score").write_text(MODEL)
        yield root


async def begin(client, capabilities, folder):
    """Begins a session in a folder."""
    workspace = [types.WorkspaceFolder(uri=folder.as_uri(), name="project")]
    return await client.initialize_session(types.InitializeParams(capabilities=capabilities, workspace_folders=workspace))


def answer_registrations(client):
    """What the server asks to be told of later. A client that says it can register must answer; this one does not by itself."""
    asked = []

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams):
        asked.extend(registration.method for registration in params.registrations)

    return asked


@pytest_lsp.fixture(
    params=["neovim", "visual-studio-code", "emacs"],
    config=ClientServerConfig(server_command=[MERIT, "lsp", "--stdio"]),
)
async def client(request, lsp_client: LanguageClient, folder):
    capabilities = client_capabilities(request.param)
    # Findings are sent to these clients; another test asks for them.
    capabilities.text_document.diagnostic = None
    asked = answer_registrations(lsp_client)
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            root_uri=folder.as_uri(),
            workspace_folders=[types.WorkspaceFolder(uri=folder.as_uri(), name="project")],
        )
    )
    yield
    await lsp_client.shutdown_session()
    assert set(asked) <= {types.WORKSPACE_DID_CHANGE_WATCHED_FILES}


def opened(client, path, text, version=1):
    document = types.TextDocumentItem(uri=path.as_uri(), language_id="score", version=version, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))


async def findings(client, path, version):
    """The findings of a version of a document."""
    while True:
        await client.wait_for_notification("textDocument/publishDiagnostics")
        if client.diagnostics.get(path.as_uri()) is not None and told(client, path) == version:
            return client.diagnostics[path.as_uri()]


def told(client, path):
    versions = getattr(client, "versions", {})
    return versions.get(path.as_uri())


def remember_versions(client):
    """The client keeps findings, but not the version that they belong to."""
    client.versions = {}

    def note(params):
        client.versions[params.uri] = params.version

    original = client.protocol.fm.features["textDocument/publishDiagnostics"]

    def both(params):
        note(params)
        return original(params)

    client.protocol.fm.features["textDocument/publishDiagnostics"] = both


def text_of(path):
    return types.TextDocumentIdentifier(uri=path.as_uri())


@pytest.mark.asyncio
async def test_a_whole_session(client: LanguageClient, folder):
    remember_versions(client)
    model = folder / "model.score"
    opened(client, model, MODEL)
    found = await findings(client, model, 1)
    assert "M311" in [one.code for one in found]
    # Changes, by position.
    line = MODEL.splitlines().index("  -5   form_submit  once")
    change = types.TextDocumentContentChangePartial(
        range=types.Range(types.Position(line, 7), types.Position(line, 18)), text="form_sbumit"
    )
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=model.as_uri(), version=2), content_changes=[change]
        )
    )
    found = await findings(client, model, 2)
    unknown = next(one for one in found if one.code == "T201")
    assert unknown.range == types.Range(types.Position(line, 7), types.Position(line, 18))
    assert unknown.code_description.href.endswith("T201.md")
    # The action that mends it.
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=text_of(model), range=unknown.range, context=types.CodeActionContext(diagnostics=[unknown])
        )
    )
    fix = next(action for action in actions if "form_submit" in action.title)
    (edit,) = fix.edit.changes[model.as_uri()]
    assert (edit.range, edit.new_text) == (unknown.range, "form_submit")
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=model.as_uri(), version=3),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=MODEL)],
        )
    )
    found = await findings(client, model, 3)
    assert "T201" not in [one.code for one in found]
    # Completion, what is still possible, formatting.
    place = types.Position(line, 19)
    completion = await client.text_document_completion_async(
        types.CompletionParams(text_document=text_of(model), position=place)
    )
    assert "up to" not in [item.label for item in completion.items]
    assert "down to" in [item.label for item in completion.items]
    help_ = await client.text_document_signature_help_async(
        types.SignatureHelpParams(text_document=text_of(model), position=place)
    )
    assert help_ is None or help_.signatures[0].label
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    edits = await client.text_document_formatting_async(
        types.DocumentFormattingParams(text_document=text_of(model), options=options)
    )
    assert [edit.new_text for edit in edits], "+10 is padded"
    edits = await client.text_document_range_formatting_async(
        types.DocumentRangeFormattingParams(
            text_document=text_of(model),
            options=options,
            range=types.Range(types.Position(line, 0), types.Position(line, 0)),
        )
    )
    assert all(edit.range.start.line <= line for edit in edits)
    # What is not known is refused, and the session goes on.
    with pytest.raises(JsonRpcException):
        await client.protocol.send_request_async("textDocument/nothing", {})
    client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=text_of(model)))
    opened(client, model, "edition 1\nevnt x\n", version=9)
    found = await findings(client, model, 9)
    assert "S101" in [one.code for one in found]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[MERIT, "lsp"]))
async def asking(lsp_client: LanguageClient, folder):
    capabilities = client_capabilities("visual-studio-code")
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    asked = answer_registrations(lsp_client)
    await begin(lsp_client, capabilities, folder)
    yield
    await lsp_client.shutdown_session()
    assert set(asked) <= {types.WORKSPACE_DID_CHANGE_WATCHED_FILES}


@pytest.mark.asyncio
async def test_findings_that_are_asked_for(asking: LanguageClient, folder):
    model = folder / "model.score"
    opened(asking, model, MODEL)
    report = await asking.text_document_diagnostic_async(types.DocumentDiagnosticParams(text_document=text_of(model)))
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert "M311" in [one.code for one in report.items]
    again = await asking.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(text_document=text_of(model), previous_result_id=report.result_id)
    )
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    everything = await asking.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
    assert {pathlib.PurePath(item.uri).name for item in everything.items} == {"model.score", "vocabulary.score"}


LOG = "".join(
    '{"id":"%d","lead":"%s","at":"2026-03-0%dT10:00:00Z","type":"%s"}\n' % (number, lead, number % 9 + 1, kind)
    for number, (lead, kind) in enumerate(
        [("ann", "page_view"), ("ann", "page_view"), ("bob", "page_view"), ("eve", "form_submit"), ("eve", "page_view")]
    )
)


def client_that_knows_actions():
    """The library takes every action with a command for a bare command, whose name is a text; editors tell them apart by that."""
    client = make_test_lsp_client()
    converter = client.protocol._converter

    def either(found, _):
        is_bare = isinstance(found.get("command"), str)
        return converter.structure(found, types.Command if is_bare else types.CodeAction)

    converter.register_structure_hook(typing.Union[types.Command, types.CodeAction], either)
    return client


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[MERIT, "lsp"], client_factory=client_that_knows_actions)
)
async def counting(lsp_client: LanguageClient, folder):
    (folder / "log.ndjson").write_text(LOG)
    (folder / "merit.toml").write_text('[sample]\nevents = ["log.ndjson"]\nas-of = "2026-03-31"\n')
    capabilities = client_capabilities("visual-studio-code")
    capabilities.text_document.diagnostic = None
    answer_registrations(lsp_client)
    lsp_client.refreshed = asyncio.Event()
    lsp_client.edits = []

    @lsp_client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(params):
        lsp_client.refreshed.set()

    @lsp_client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams):
        lsp_client.edits.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    await begin(lsp_client, capabilities, folder)
    yield
    await lsp_client.shutdown_session()


async def execute(client, command):
    """Does what a lens or an action says."""
    return await client.workspace_execute_command_async(
        types.ExecuteCommandParams(command=command.command, arguments=command.arguments)
    )


def client_changes(client, path, version, text):
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=path.as_uri(), version=version),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )


async def do(client, command, **asked):
    return await client.workspace_execute_command_async(types.ExecuteCommandParams(command=command, arguments=[asked]))


@pytest.mark.asyncio
async def test_numbers_of_a_sample(counting: LanguageClient, folder):
    model = folder / "model.score"
    text = MODEL + '\ntest "one page"\n  day 0  page_view\n  expect s 10 on day 0\n'
    opened(counting, model, text)
    await asyncio.wait_for(counting.refreshed.wait(), 60)
    lenses = await counting.text_document_code_lens_async(types.CodeLensParams(text_document=text_of(model)))
    lines = text.splitlines()
    above = {lines[lens.range.start.line].strip(): lens.command for lens in lenses if lens.command.title != "Explain"}
    # Three leads saw a page, one of them filled in a form; two have ten points.
    assert above["model m"].title == "3 leads"
    assert above["+10 page_view  once  expires after 90 days"].title == "matched 3 leads (100%)"
    assert above["-5   form_submit  once"].title == "matched 1 lead (33%)"
    assert above['"Hot"   from 10'].title == '2 leads (67%) in "Hot"'
    assert above['"Cold"  otherwise'].title == '1 lead (33%) in "Cold"'
    # The command of a lens is run as the server gave it.
    run = above['test "one page"']
    assert run.title == "Run test"
    done = await execute(counting, run)
    assert done["passed"] is True
    ledger = await do(counting, "merit.explainLead", uri=model.as_uri(), lead="eve")
    assert "form_submit" in ledger["text"]
    # A lead becomes a test.
    rule = types.Position(lines.index("  -5   form_submit  once"), 8)
    actions = await counting.text_document_code_action_async(
        types.CodeActionParams(
            text_document=text_of(model),
            range=types.Range(rule, rule),
            context=types.CodeActionContext(diagnostics=[]),
        )
    )
    (action,) = [action for action in actions if action.title.startswith("Make a test of a lead")]
    assert isinstance(action, types.CodeAction) and action.kind == types.CodeActionKind.Refactor and action.edit is None
    # Its command is run as the server gave it, and so is that of the number above the rule.
    made = await execute(counting, action.command)
    assert "expect s 5" in made["test"] and "eve" not in made["test"]
    shown = await execute(counting, above["-5   form_submit  once"])
    assert "form_submit" in shown["text"] and shown["lead"] == "eve"
    for _ in range(100):
        if counting.edits:
            break
        await asyncio.sleep(0.05)
    # What the editor is asked to put in, it puts in: then the test stands there, and passes.
    (change,) = counting.edits[0].document_changes
    assert change.text_document.uri == model.as_uri() and change.text_document.version == 1
    (edit,) = change.edits
    assert edit.range.start == edit.range.end == types.Position(len(lines), 0)
    text += edit.new_text
    counting.refreshed.clear()
    client_changes(counting, model, 2, text)
    await asyncio.wait_for(counting.refreshed.wait(), 60)
    lenses = await counting.text_document_code_lens_async(types.CodeLensParams(text_document=text_of(model)))
    runs = [lens.command for lens in lenses if lens.command.title == "Run test"]
    assert [(await execute(counting, run))["passed"] for run in runs] == [True, True]
    with pytest.raises(JsonRpcException):
        await do(counting, "merit.explainLead", uri=model.as_uri(), lead="nobody")
