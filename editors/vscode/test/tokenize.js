// The tokens of a text as VS Code colours them. As a program: names of files in, tokens out, both as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");
const grammarFile = fileURLToPath(new URL("../syntaxes/duty.tmLanguage.json", import.meta.url));

/** @returns {Promise<(text: string) => { start: number, end: number, scopes: string[] }[]>} */
export async function tokenizer() {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) =>
      scope === "source.duty" ? textmate.parseRawGrammar(readFileSync(grammarFile, "utf8"), grammarFile) : null,
  });
  const grammar = await registry.loadGrammar("source.duty");
  return (text) => {
    const found = [];
    let stack = textmate.INITIAL;
    let offset = 0;
    for (const line of text.split("\n")) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      for (const { startIndex, endIndex, scopes } of tokens) {
        const end = Math.min(endIndex, line.length);
        if (end > startIndex) found.push({ start: offset + startIndex, end: offset + end, scopes });
      }
      stack = ruleStack;
      offset += line.length + 1;
    }
    return found;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tokens = await tokenizer();
  const told = {};
  for (const file of JSON.parse(readFileSync(0, "utf8"))) {
    told[file] = tokens(readFileSync(file, "utf8")).map(({ start, end, scopes }) => [start, end, scopes.at(-1)]);
  }
  process.stdout.write(JSON.stringify(told));
}
