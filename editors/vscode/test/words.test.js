// What the reader is told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { WORDS, installing, say, told, tongueOf } from "../src/words.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
const blanks = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test("both tongues say the same things", () => {
  assert.deepEqual(Object.keys(WORDS.zh), Object.keys(WORDS.en));
  for (const key of Object.keys(WORDS.en)) assert.deepEqual(blanks(WORDS.zh[key]), blanks(WORDS.en[key]), key);
  assert.deepEqual(Object.keys(read("package.nls.zh-cn.json")), Object.keys(read("package.nls.json")));
});

test("Chinese is written in Chinese", () => {
  for (const [key, text] of Object.entries(WORDS.zh)) assert.match(text, /\p{Script=Han}/u, key);
});

test("the setting wins over the editor", () => {
  assert.equal(tongueOf("en", "zh-cn"), "en");
  assert.equal(tongueOf("zh", "en"), "zh");
  assert.equal(tongueOf("", "zh-tw"), "zh");
  assert.equal(tongueOf(undefined, "de"), "en");
});

test("a message says what to type", () => {
  const { text, ways } = told("en", { missing: "server", command: "/env/my python/bin/python", tried: [] });
  assert.match(text, /not installed in \/env\/my python\/bin\/python/);
  assert.ok(text.endsWith(`"/env/my python/bin/python" -m pip install "dutylang[lsp]"`));
  assert.deepEqual(ways, ["install", "settings", "again"]);
});

test("each thing that can be missing has words in both tongues", () => {
  for (const missing of ["setting", "server", "package", "python"]) {
    for (const tongue of ["en", "zh"]) {
      const { text, ways } = told(tongue, { missing, command: "python3", tried: [] });
      assert.doesNotMatch(text, /[{}]/);
      for (const way of ways) assert.ok(WORDS[tongue][way]);
    }
  }
});

test("without a Python there is nothing to install into", () => {
  assert.deepEqual(told("zh", { missing: "python", tried: [] }).ways, ["settings", "again"]);
  assert.equal(installing(), 'python -m pip install "dutylang[lsp]"');
});

test("blanks that nobody fills stay", () => {
  assert.equal(say("en", "started"), "Started {command}");
});
