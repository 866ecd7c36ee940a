// The colours of the samples are those that were looked at. UPDATE=1 writes them anew.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { tokenizer } from "./tokenize.js";

const folder = new URL("samples/", import.meta.url);
const tokens = await tokenizer();

/** Each line of a text, and below it its tokens with their scopes. */
function shown(text) {
  const lines = [];
  let offset = 0;
  const all = tokens(text);
  for (const line of text.split("\n")) {
    lines.push(`> ${line}`);
    for (const { start, end, scopes } of all) {
      if (start < offset || start >= offset + line.length || !text.slice(start, end).trim()) continue;
      const own = scopes.filter((scope) => scope !== "source.duty" && !scope.startsWith("meta."));
      lines.push(`  ${text.slice(start, end).trim()}  ${own.at(-1) ?? "-"}`);
    }
    offset += line.length + 1;
  }
  return `${lines.join("\n")}\n`;
}

for (const name of readdirSync(folder).filter((file) => file.endsWith(".duty"))) {
  test(`colours of ${name}`, () => {
    const golden = new URL(name.replace(/duty$/, "colours"), folder);
    const found = shown(readFileSync(new URL(name, folder), "utf8"));
    if (process.env.UPDATE) writeFileSync(golden, found);
    assert.equal(found, readFileSync(golden, "utf8"));
  });
}
