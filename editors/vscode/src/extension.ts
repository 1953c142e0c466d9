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
    // The page of a check: the server has its text, and a finding's code leads there.
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
