// What the package declares is there, and fits what the extension and the command do.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const read = (name) => readFileSync(path.join(top, name), "utf8");
const manifest = JSON.parse(read("package.json"));

test("every file that is named is there, and is JSON", () => {
  const { languages, grammars, snippets } = manifest.contributes;
  for (const name of [languages[0].configuration, grammars[0].path, snippets[0].path]) {
    assert.ok(existsSync(path.join(top, name)), name);
    JSON.parse(read(name));
  }
});

test("every command that is declared is registered, and the other way round", () => {
  const declared = manifest.contributes.commands.map((command) => command.command).sort();
  const source = read("src/commands.ts") + read("src/extension.ts");
  const registered = [...source.matchAll(/"(merit\.(?:test|check|bounds|reach|explain|explainSample|testSample|restart))"[:,]/g)].map((found) => found[1]);
  assert.deepEqual([...new Set(registered)].sort(), declared);
});

test("expressions of the grammar are ones", () => {
  const expressions = [...JSON.stringify(JSON.parse(read("syntaxes/score.tmLanguage.json"))).matchAll(/"(?:match|begin|end)":("(?:[^"\\]|\\.)*")/g)];
  assert.ok(expressions.length > 10);
  // The editor's engine knows more than this one, but nothing here is needed that this one does not know.
  expressions.forEach(([, text]) => new RegExp(JSON.parse(text), "u"));
});

test("the problem matcher reads what the command writes", () => {
  const [head, place] = manifest.contributes.problemMatchers[0].pattern.map((pattern) => new RegExp(pattern.regexp));
  const merit = process.env.MERIT ?? path.join(top, "../../target/debug/merit");
  const broken = path.join(top, "../../examples/models/broken.score");
  const { stdout } = spawnSync(merit, ["check", "--format", "plain", broken], { encoding: "utf8" });
  const lines = stdout.split("\n");
  const heads = lines.map((line, at) => [head.exec(line), place.exec(lines[at + 1] ?? "")]).filter(([found]) => found);
  assert.ok(heads.length >= 14, stdout);
  heads.forEach(([found, where]) => assert.ok(where && Number(where[2]) > 0, found[0]));
});

test("the lock file names no registry", () => {
  assert.ok(!read("package-lock.json").includes('"resolved"'));
});
