// Commands that run `merit` in the terminal of the editor, for the file that is open.

import * as vscode from "vscode";

import { data, meritPath } from "./settings";

/** Every command by its name. */
export const commands: Record<string, () => Promise<void>> = {
  "merit.test": () => withFile("test", (file) => run(file, "test", ["test", file.fsPath])),
  "merit.check": () => withFile("check", (file) => run(file, "check", ["check", "--format", "plain", file.fsPath])),
  "merit.bounds": () => withFile("bounds", (file) => run(file, "bounds", ["bounds", file.fsPath])),
  "merit.reach": () => withFile("reach", reach),
  "merit.explain": () => withFile("explain", explain),
};

async function reach(file: vscode.Uri): Promise<void> {
  const place = await vscode.window.showInputBox({
    title: "A way into a place",
    prompt: "The tier, cell or segment that a fresh lead is to reach",
  });
  if (place) {
    await run(file, "reach", ["reach", file.fsPath, place]);
  }
}

async function explain(file: vscode.Uri): Promise<void> {
  const { events, leads } = data(file);
  if (!events) {
    const settings = "Open the setting";
    const chosen = await vscode.window.showInformationMessage("Explaining a lead needs its records: set merit.log.", settings);
    if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "merit.log");
    }
    return;
  }
  const lead = await vscode.window.showInputBox({ title: "Explain a lead", prompt: "The id of the lead, as the log has it" });
  if (!lead) {
    return;
  }
  const asOf = await vscode.window.showInputBox({
    title: "Explain a lead",
    prompt: "The date of the explanation: its end in the time zone of the model",
    value: new Date().toISOString().slice(0, 10),
  });
  if (!asOf) {
    return;
  }
  // With `=`, whatever an id begins with is no flag.
  const arguments_ = ["explain", file.fsPath, `--lead=${lead}`, `--as-of=${asOf}`, `--events=${events}`];
  await run(file, "explain", leads ? [...arguments_, `--leads=${leads}`] : arguments_);
}

/** The score file that is open, saved; otherwise the user is told what is missing. */
async function withFile(what: string, then: (file: vscode.Uri) => Promise<void>): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "score") {
    await vscode.window.showInformationMessage(`merit ${what} needs a score file: open one first.`);
    return;
  }
  // The command reads the disk.
  if ((document.isDirty || document.isUntitled) && !(await document.save())) {
    return;
  }
  await then(document.uri);
}

async function run(file: vscode.Uri, name: string, arguments_: string[]): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const task = new vscode.Task(
    { type: "process" },
    folder ?? vscode.TaskScope.Workspace,
    `merit ${name}`,
    "merit",
    new vscode.ProcessExecution(meritPath(), arguments_, { cwd: folder?.uri.fsPath }),
    name === "check" ? "$merit" : [],
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true, showReuseMessage: false };
  await vscode.tasks.executeTask(task);
}
