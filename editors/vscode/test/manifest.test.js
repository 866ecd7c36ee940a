// What package.json promises is there.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const file = (name) => new URL(`../${name}`, import.meta.url);
const manifest = JSON.parse(readFileSync(file("package.json"), "utf8"));
const { contributes } = manifest;

test("every file that is named is there", () => {
  const named = [
    ...contributes.languages.map((language) => language.configuration),
    ...contributes.grammars.map((grammar) => grammar.path),
    ...contributes.snippets.map((snippet) => snippet.path),
  ];
  for (const name of named) assert.ok(existsSync(file(name)), name);
});

test("every grammar has the scope that is promised", () => {
  for (const { path, scopeName } of contributes.grammars) {
    assert.equal(JSON.parse(readFileSync(file(path), "utf8")).scopeName, scopeName);
  }
});

test("every command is registered", () => {
  const source = readFileSync(file("src/extension.js"), "utf8");
  for (const { command } of contributes.commands) assert.ok(source.includes(`registerCommand("${command}"`), command);
});

test("every setting that is read is declared", () => {
  const source = readFileSync(file("src/extension.js"), "utf8");
  const read = [...source.matchAll(/setting\("(\w+)"\)/g)].map((match) => `duty.${match[1]}`);
  assert.ok(read.length);
  for (const name of read) assert.ok(name in contributes.configuration.properties, name);
});

test("every word of the manifest is translated", () => {
  const words = JSON.parse(readFileSync(file("package.nls.json"), "utf8"));
  const used = new Set([...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]));
  assert.deepEqual([...used].sort(), Object.keys(words).sort());
});

test("versions are pinned, and no lock file with addresses is kept", () => {
  for (const [name, version] of Object.entries(manifest.devDependencies)) {
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
  }
  assert.match(readFileSync(file("../../.gitignore"), "utf8"), /^package-lock\.json$/m);
});

test("words and brackets of both tongues", () => {
  const language = JSON.parse(readFileSync(file("language-configuration.json"), "utf8"));
  const words = (text) => text.match(new RegExp(language.wordPattern, "g"));
  assert.deepEqual(words("manager must visit_site within 3 days"), ["manager", "must", "visit_site", "within", "3", "days"]);
  assert.deepEqual(words("客户经理必须在10日内实地调查。"), ["客户经理必须在", "10", "日内实地调查"]);
  assert.deepEqual(language.brackets, [["(", ")"], ["（", "）"]]);
  const deeper = new RegExp(language.indentationRules.increaseIndentPattern);
  for (const line of ["article 9", "  duty visit", "义务 到场", "第十四条 “突发事件”", 'scenario "x" as of 2024-01-01']) {
    assert.match(line, deeper);
  }
  for (const line of ["role manager", "角色 经理", "  manager must visit", "dutyfree"]) assert.doesNotMatch(line, deeper);
});

test("the server is started with the command that was found, and nothing more", () => {
  const source = readFileSync(file("src/extension.js"), "utf8");
  assert.match(source, /\{ command, args, options: /);
  assert.doesNotMatch(source, /TransportKind/);
});
