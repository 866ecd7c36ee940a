// Which Python the server is started from.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { candidates, firstWithServer, lacks } from "../src/python.js";

const commands = (where) => candidates({ platform: "linux", exists: () => false, ...where }).map((one) => one.command);
const asked = (answers) => async ({ command }) => answers[command] ?? "python";

test("without settings: duty and python of the PATH", () => {
  assert.deepEqual(commands({}), ["duty", "python3", "python"]);
  assert.deepEqual(commands({ platform: "win32" }), ["duty", "py", "python"]);
});

test("the interpreter of the Python extension comes first, then a .venv of the folder", () => {
  const exists = (file) => file === path.join("/rules", ".venv", "bin", "python");
  assert.deepEqual(commands({ interpreter: "/env/python", folders: ["/other", "/rules"], exists }), [
    "/env/python",
    "/rules/.venv/bin/python",
    "duty",
    "python3",
    "python",
  ]);
});

test("an interpreter that is the .venv is asked once", () => {
  const exists = (file) => file.includes(".venv");
  const interpreter = path.join("/rules", ".venv", "bin", "python");
  assert.equal(commands({ interpreter, folders: ["/rules"], exists })[0], interpreter);
  assert.equal(commands({ interpreter, folders: ["/rules"], exists }).length, 4);
});

test("on Windows the .venv has its python elsewhere", () => {
  const exists = (file) => file.endsWith("python.exe");
  assert.match(commands({ folders: ["/rules"], platform: "win32", exists })[0], /Scripts.python\.exe$/);
});

test("a Python that is set is the only one, and may name the folder", () => {
  assert.deepEqual(commands({ setting: " ${workspaceFolder}/env/bin/python ", folders: ["/rules"] }), [
    "/rules/env/bin/python",
  ]);
  assert.equal(commands({ setting: "~/env/bin/python" })[0], `${process.env.HOME}/env/bin/python`);
});

test("a Python starts the module, duty starts itself", () => {
  const [set] = candidates({ setting: "/env/python3" });
  assert.deepEqual([set.command, ...set.args], ["/env/python3", "-m", "dutylang", "lsp"]);
  const [duty] = candidates({ setting: "/env/bin/duty" });
  assert.deepEqual([duty.command, ...duty.args], ["/env/bin/duty", "lsp"]);
});

test("the first that has the server is taken", async () => {
  const all = candidates({ platform: "linux", exists: () => false });
  const found = await firstWithServer(all, asked({ python3: "ready", python: "ready" }));
  assert.equal(found.candidate.command, "python3");
  assert.deepEqual(found.tried, ["duty"]);
});

test("what is missing is told of the one that has most", async () => {
  const all = candidates({ interpreter: "/env/python", platform: "linux", exists: () => false });
  assert.deepEqual(await firstWithServer(all, asked({ "/env/python": "package", python3: "server" })), {
    missing: "server",
    command: "python3",
    tried: ["/env/python", "duty", "python3", "python"],
  });
  assert.equal((await firstWithServer(all, asked({ "/env/python": "package" }))).command, "/env/python");
  assert.equal((await firstWithServer(all, asked({}))).missing, "python");
});

test("a Python that is set and cannot be run is told as such", async () => {
  const all = candidates({ setting: "/nowhere/python" });
  assert.deepEqual(await firstWithServer(all), {
    missing: "setting",
    command: "/nowhere/python",
    tried: ["/nowhere/python"],
  });
});

test("a program is really asked", { skip: process.platform === "win32" }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "duty-"));
  const program = (name, body) => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const of = async (body) => lacks(candidates({ setting: program("python", body) })[0]);
  assert.equal(await of("echo 1 1"), "ready");
  assert.equal(await of("echo 1 0"), "server");
  assert.equal(await of("echo 0 1"), "package");
  assert.equal(await of("exit 3"), "python");
  const duty = (body) => lacks(candidates({ setting: program("duty", body) })[0]);
  assert.equal(await duty('test "$1 $2" = "lsp --help"'), "ready");
  assert.equal(await duty("exit 2"), "python");
});
