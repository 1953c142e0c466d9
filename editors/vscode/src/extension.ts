// The extension: starts `merit lsp`, and adds what needs a window of the editor.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { commands } from "./commands";
import { meritPath } from "./settings";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  }
  context.subscriptions.push(
    vscode.commands.registerCommand("merit.restart", async () => {
      await stop();
      await start();
    }),
    vscode.commands.registerCommand("merit.explainSample", () => ofSample("merit.explainLead", "Explain a lead of the sample")),
    vscode.commands.registerCommand("merit.testSample", () => ofSample("merit.testOfLead", "Make a test of a lead of the sample")),
    // The page of a check, or the ledger of a lead: the server has its text. A finding's code leads to its page.
    vscode.workspace.registerTextDocumentContentProvider("merit", {
      provideTextDocumentContent: async (uri) =>
        (await client?.sendRequest<{ text: string }>("workspace/textDocumentContent", { uri: uri.toString() }))?.text,
    }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("merit.path")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function start(): Promise<void> {
  const command = meritPath();
  const server: ServerOptions = { command, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "score" },
      { scheme: "untitled", language: "score" },
    ],
    // Ledgers of leads are shown as documents; the server has their texts.
    initializationOptions: { texts: true },
    synchronize: {
      // What models read beside score files: lists, and the settings of the project.
      fileEvents: vscode.workspace.createFileSystemWatcher("**/{*.score,merit.toml,*.txt,*.csv}"),
    },
  };
  client = new LanguageClient("merit", "Merit", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await tell(command, error);
  }
}

/** Has the server do something with a lead of the sample, which is asked for. */
async function ofSample(command: string, title: string): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "score") {
    await vscode.window.showInformationMessage(`${title}: this needs a score file, so open one first.`);
    return;
  }
  const lead = await vscode.window.showInputBox({ title, prompt: "The id of the lead, as the log has it" });
  if (lead) {
    // What the server registered: its answer, or why there is none, is shown by itself.
    await vscode.commands.executeCommand(command, { uri: document.uri.toString(), lead });
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose();
}

/** Says what to do when the server does not start: most often it is not installed. */
async function tell(command: string, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const settings = "Open the setting";
  const chosen = await vscode.window.showErrorMessage(
    `"${command} lsp" did not start: ${reason}. Install merit, or set merit.path to where it is.`,
    settings,
  );
  if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "merit.path");
  }
}
