// A stand-in for the editor: as much of the `vscode` module as the extension and its language client touch. What the test has
// to see (diagnostics, commands, tasks, messages) is written down; everything else does nothing.

import { EventEmitter as Emitter } from "node:events";
import Module from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

class Disposable {
  constructor(dispose) {
    this.call = dispose;
  }
  static from(...all) {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
  dispose() {
    this.call?.();
    this.call = undefined;
  }
}

class EventEmitter {
  #emitter = new Emitter();
  event = (listener, thisArgs, disposables) => {
    const bound = thisArgs ? listener.bind(thisArgs) : listener;
    this.#emitter.on("fire", bound);
    const disposable = new Disposable(() => this.#emitter.off("fire", bound));
    disposables?.push(disposable);
    return disposable;
  };
  fire(value) {
    this.#emitter.emit("fire", value);
  }
  dispose() {
    this.#emitter.removeAllListeners();
  }
}

class Uri {
  constructor(scheme, path_) {
    Object.assign(this, { scheme, path: path_, authority: "", query: "", fragment: "" });
  }
  static file(name) {
    return new Uri("file", path.resolve(name));
  }
  static parse(text) {
    return text.startsWith("file:") ? Uri.file(fileURLToPath(text)) : new Uri(text.split(":")[0], text.split(":")[1]);
  }
  get fsPath() {
    return this.path;
  }
  toString() {
    return this.scheme === "file" ? pathToFileURL(this.path).href : `${this.scheme}:${this.path}`;
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(a, b, c, d) {
    [this.start, this.end] = typeof a === "number" ? [new Position(a, b), new Position(c, d)] : [a, b];
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class CodeActionKind {
  static Empty = new CodeActionKind("");
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  cancel() {}
  dispose() {}
}

/** A class for every name that nothing is known of: the client derives its own from many of them. */
const classes = new Map();
const anyClass = (name) => {
  if (!classes.has(name)) {
    classes.set(name, { [name]: class { constructor(...values) { this.values = values; } } }[name]);
  }
  return classes.get(name);
};

/** Counts up for every member that is asked for, as enumerations do. */
const anyEnum = () => {
  const seen = new Map();
  return new Proxy({}, { get: (_, name) => seen.get(name) ?? seen.set(name, seen.size).get(name) });
};

/** Everything that is not listed does nothing and gives something that can be disposed of. */
const listed = (known) =>
  new Proxy(known, {
    get: (all, name) => {
      if (name in all) {
        return all[name];
      }
      return String(name).startsWith("onDid") || String(name).startsWith("onWill")
        ? new EventEmitter().event
        : () => new Disposable();
    },
  });

/** The stand-in, and what it saw. */
export function editor({ folder, settings }) {
  const seen = { diagnostics: new Map(), commands: new Map(), tasks: [], messages: [], providers: new Map(), shown: [] };
  const opened = new EventEmitter();
  const changed = new EventEmitter();
  const documents = [];
  const workspaceFolder = { uri: Uri.file(folder), name: "test", index: 0 };
  const provider = (name) => (selector, value) => {
    seen.providers.set(name, value);
    return new Disposable();
  };
  const enums = Object.fromEntries(
    ["DiagnosticSeverity", "DiagnosticTag", "TaskRevealKind", "TaskScope", "StatusBarAlignment", "LanguageStatusSeverity", "TextDocumentSaveReason"].map((name) => [name, anyEnum()]),
  );
  const vscode = new Proxy(
    {
      ...enums, Disposable, EventEmitter, Uri, Position, Range, Diagnostic, CodeActionKind, CancellationTokenSource,
      Task: anyClass("Task"),
      ProcessExecution: anyClass("ProcessExecution"),
      version: "1.82.0",
      env: { language: "en", appName: "stub", clipboard: {} },
      l10n: { t: (text) => text },
      commands: listed({
        registerCommand: (name, run) => {
          seen.commands.set(name, run);
          return new Disposable(() => seen.commands.delete(name));
        },
        executeCommand: async (name, ...values) => seen.commands.get(name)?.(...values),
      }),
      languages: listed({
        createDiagnosticCollection: () =>
          listed({
            set: (uri, found) => seen.diagnostics.set(uri.toString(), found),
            delete: (uri) => seen.diagnostics.delete(uri.toString()),
          }),
        match: (selector, document) => ([selector].flat().some((one) => (one.language ?? one) === document.languageId) ? 10 : 0),
        registerCompletionItemProvider: provider("completion"),
        registerDocumentFormattingEditProvider: provider("formatting"),
        registerCodeLensProvider: provider("lenses"),
        registerHoverProvider: provider("hover"),
      }),
      tasks: listed({ executeTask: async (task) => void seen.tasks.push(task) }),
      window: listed({
        activeTextEditor: undefined,
        visibleTextEditors: [],
        tabGroups: listed({ all: [] }),
        createOutputChannel: () => listed({ append: (text) => seen.messages.push(text), appendLine: (text) => seen.messages.push(text) }),
        showErrorMessage: async (text) => void seen.messages.push(text),
        showInformationMessage: async (text) => void seen.messages.push(text),
        showTextDocument: async (uri) => void seen.shown.push(uri),
        showInputBox: async () => seen.input?.shift(),
      }),
      workspace: listed({
        workspaceFolders: [workspaceFolder],
        textDocuments: documents,
        notebookDocuments: [],
        onDidOpenTextDocument: opened.event,
        onDidChangeTextDocument: changed.event,
        getWorkspaceFolder: () => workspaceFolder,
        getConfiguration: (section) => ({ get: (name, otherwise) => settings[`${section}.${name}`] ?? otherwise, inspect: () => undefined, has: () => false }),
        registerTextDocumentContentProvider: (scheme, value) => {
          seen.providers.set(scheme, value);
          return new Disposable();
        },
        createFileSystemWatcher: () => listed({}),
        fs: { isWritableFileSystem: () => true },
      }),
    },
    { get: (all, name) => (name in all ? all[name] : /^[A-Z]/.test(String(name)) ? anyClass(String(name)) : undefined) },
  );
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, ...rest) => (name === "vscode" ? "vscode" : resolve.call(Module, name, ...rest));
  Module._cache.vscode = { id: "vscode", filename: "vscode", loaded: true, exports: vscode };
  return {
    seen,
    /** Opens a file with a text, as if a person did. */
    open(name, text) {
      const document = {
        uri: Uri.file(path.join(folder, name)), fileName: path.join(folder, name), languageId: "score", version: 1, isClosed: false, isDirty: false, isUntitled: false,
        getText: () => text, save: async () => true, lineCount: text.split("\n").length,
      };
      documents.push(document);
      vscode.window.activeTextEditor = { document };
      opened.fire(document);
      return document;
    },
    /** Changes the whole text. */
    change(document, text) {
      const lines = document.getText().split("\n");
      const range = new Range(0, 0, lines.length - 1, lines.at(-1).length);
      const rangeLength = document.getText().length;
      document.version += 1;
      document.getText = () => text;
      changed.fire({ document, contentChanges: [{ text, range, rangeOffset: 0, rangeLength }], reason: undefined });
    },
  };
}
