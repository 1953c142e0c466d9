// The built extension against the real server: it starts, tells findings while a text changes, and runs its commands.
// MERIT names the command; without it, the one that `cargo build` made is taken.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import { editor } from "./stub.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const built = path.join(here, "../../../target/debug", process.platform === "win32" ? "merit.exe" : "merit");
const merit = process.env.MERIT ?? built;
const SOUND = 'edition 1\n\nevent visit\n\nmodel site\n  timezone "UTC"\n\nscore s\n  +1  visit  once per day\n\ntiers of s\n  "Hot"   from 5\n  "Cold"  otherwise\n';

async function until(what, holds) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (holds()) {
      return;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`${what}: not after ten seconds`);
}

test("the extension starts the server, shows its findings, and runs its commands", async () => {
  assert.ok(existsSync(merit), `there is no ${merit}: build it, or set MERIT`);
  const folder = mkdtempSync(path.join(tmpdir(), "merit-vscode-"));
  writeFileSync(path.join(folder, "site.score"), SOUND);
  writeFileSync(path.join(folder, "merit.toml"), '[sample]\nevents = ["log.ndjson"]\nas-of = "2026-01-31"\n');
  writeFileSync(path.join(folder, "log.ndjson"), '{"id":"1","lead":"ann","at":"2026-01-05T10:00:00Z","type":"visit"}\n');
  const { seen, open, change } = editor({ folder, settings: { "merit.path": merit, "merit.log": "log.ndjson" } });
  const extension = createRequire(import.meta.url)(path.join(here, "../dist/extension.js"));
  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.deepEqual(seen.messages.filter((text) => text.includes("did not start")), []);
  const of = (document) => seen.diagnostics.get(document.uri.toString()) ?? [];

  const document = open("site.score", SOUND);
  change(document, SOUND.replace("visit  once", "vist  once"));
  await until("a finding", () => of(document).some((found) => found.message.includes('There is no event called "vist"')));
  const [found] = of(document).filter((one) => one.message.includes('"vist"'));
  assert.equal(found.range.start.line, 8);
  assert.equal(found.code?.value ?? found.code, "T201");
  const page = await seen.providers.get("merit").provideTextDocumentContent({ toString: () => "merit:/checks/T201.md" });
  assert.match(page, /T201/);
  change(document, SOUND);
  await until("no errors", () => !of(document).some((one) => one.message.includes('"vist"')));
  assert.ok(seen.providers.has("formatting"), "the server formats");

  for (const name of ["merit.test", "merit.check", "merit.bounds"]) {
    await seen.commands.get(name)();
  }
  seen.input = ["Hot"];
  await seen.commands.get("merit.reach")();
  seen.input = ["--lead 1", "2026-01-31"];
  await seen.commands.get("merit.explain")();
  const file = document.uri.fsPath;
  const run = seen.tasks.map((task) => task.values.find((value) => value?.values?.[1] instanceof Array).values);
  assert.deepEqual(run.map(([command]) => command), run.map(() => merit));
  assert.deepEqual(
    run.map(([, arguments_]) => arguments_),
    [
      ["test", file],
      ["check", "--format", "plain", file],
      ["bounds", file],
      ["reach", file, "Hot"],
      ["explain", file, "--lead=--lead 1", "--as-of=2026-01-31", "--events=log.ndjson"],
    ],
  );

  // A lead of the sample: the server has its ledger shown as a document, and has its text.
  seen.input = ["ann"];
  await seen.commands.get("merit.explainSample")();
  await until("the ledger", () => seen.shown.length > 0);
  const ledger = await seen.providers.get("merit").provideTextDocumentContent(seen.shown[0]);
  assert.match(ledger, /lead ann · as of 2026-01-31/);
  assert.ok(seen.commands.has("merit.runTest"), "the command of a lens");
  assert.ok(seen.providers.has("lenses"), "the server says what stands above lines");
  await extension.deactivate();
  context.subscriptions.forEach((one) => one.dispose());
  rmSync(folder, { recursive: true });
});
