// The extension: starts the language server of the reader's Python and says so when there is none.
import vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

import { candidates, firstWithServer } from "./python.js";
import { installing, say, told, tongueOf } from "./words.js";

/** @type {LanguageClient | undefined} */
let client;
/** @type {vscode.LogOutputChannel} */
let output;
/** @type {vscode.LanguageStatusItem} */
let status;
let turn = Promise.resolve();

export function activate(context) {
  output = vscode.window.createOutputChannel("Duty", { log: true });
  status = vscode.languages.createLanguageStatusItem("duty", { language: "duty" });
  status.command = { command: "duty.showOutput", title: word("output") };
  context.subscriptions.push(
    output,
    status,
    vscode.commands.registerCommand("duty.restart", restart),
    vscode.commands.registerCommand("duty.showOutput", () => output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (["duty.pythonPath", "duty.lang"].some((name) => change.affectsConfiguration(name))) restart();
    }),
  );
  void followInterpreter(context);
  return restart();
}

export function deactivate() {
  return stop();
}

/** One start after the other, however often it is asked for. */
function restart() {
  turn = turn.then(stop).then(start).catch((error) => failed(error));
  return turn;
}

async function stop() {
  const old = client;
  client = undefined;
  if (old) await old.dispose().catch((error) => output.warn(String(error)));
}

async function start() {
  if (!vscode.workspace.isTrusted) {
    output.info(word("untrusted"));
    return idle();
  }
  const found = await firstWithServer(
    candidates({
      setting: setting("pythonPath"),
      interpreter: await interpreter(),
      folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
    }),
  );
  if (found.tried.length) output.info(word("looked", { tried: found.tried.join(", ") }));
  if ("missing" in found) {
    idle();
    void tell(found);
    return;
  }
  await run(found.candidate);
}

/** @param {import("./python.js").Candidate} candidate */
async function run({ command, args }) {
  const lang = setting("lang");
  const env = { ...process.env, PYTHONUTF8: "1", ...(lang ? { DUTY_LANG: lang } : {}) };
  client = new LanguageClient(
    "duty",
    "Duty",
    // Without a transport the client speaks over standard streams and adds no argument of its own.
    { command, args, options: { env, cwd: folder() } },
    {
      documentSelector: [{ language: "duty" }],
      outputChannel: output,
      initializationOptions: { tongue: lang ?? "" },
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.duty") },
    },
  );
  await client.start();
  output.info(word("started", { command: [command, ...args].join(" ") }));
  status.severity = vscode.LanguageStatusSeverity.Information;
  status.text = word("name");
  status.detail = word("running", { command });
}

function idle() {
  status.severity = vscode.LanguageStatusSeverity.Warning;
  status.text = word("name");
  status.detail = word("idle");
}

async function failed(error) {
  idle();
  output.error(String(error));
  const choice = await vscode.window.showErrorMessage(
    word("stopped", { reason: String(error?.message ?? error) }),
    word("output"),
    word("again"),
  );
  if (choice === word("output")) output.show();
  if (choice === word("again")) void restart();
}

/** @param {import("./python.js").NotFound} missing */
async function tell(missing) {
  const { text, ways } = told(tongue(), missing);
  output.warn(text);
  const choice = await vscode.window.showWarningMessage(text, ...ways.map((way) => word(way)));
  if (choice === word("install")) {
    const terminal = vscode.window.createTerminal(word("terminal"));
    terminal.show();
    // Written, not run: the reader sees what will be installed where.
    terminal.sendText(installing(missing.command), false);
  }
  if (choice === word("settings")) {
    void vscode.commands.executeCommand("workbench.action.openSettings", "duty.pythonPath");
  }
  if (choice === word("again")) void restart();
}

/** The interpreter that the Python extension has chosen for the folder. */
async function interpreter() {
  const api = await pythonExtension();
  return api?.environments?.getActiveEnvironmentPath?.(vscode.workspace.workspaceFolders?.[0]?.uri)?.path;
}

async function pythonExtension() {
  const extension = vscode.extensions.getExtension("ms-python.python");
  try {
    return await extension?.activate();
  } catch (error) {
    output.warn(String(error));
    return undefined;
  }
}

async function followInterpreter(context) {
  const changes = (await pythonExtension())?.environments?.onDidChangeActiveEnvironmentPath;
  if (changes && !setting("pythonPath")) context.subscriptions.push(changes(() => restart()));
}

function setting(name) {
  return vscode.workspace.getConfiguration("duty").get(name);
}

function folder() {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}

function tongue() {
  return tongueOf(setting("lang"), vscode.env.language);
}

function word(key, blanks) {
  return say(tongue(), key, blanks);
}
