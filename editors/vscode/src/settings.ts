// The settings of the extension.

import * as vscode from "vscode";

/** The command that is run. */
export function meritPath(): string {
  return vscode.workspace.getConfiguration("merit").get<string>("path")?.trim() || "merit";
}

/** Data for explanations, as arguments of the command: none where the setting is empty. */
export function data(file: vscode.Uri): { events: string; leads: string } {
  const settings = vscode.workspace.getConfiguration("merit", file);
  return { events: settings.get<string>("log")?.trim() ?? "", leads: settings.get<string>("leads")?.trim() ?? "" };
}
