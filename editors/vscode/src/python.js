// Where the language server can be started: the first Python, or `duty`, that has it.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} Candidate
 * @property {"setting" | "extension" | "folder" | "path"} from  who named it
 * @property {string} command  a program, by its path or its name
 * @property {string[]} args   what starts the server
 * @property {boolean} python  whether the program is a Python; else it is `duty` itself
 *
 * @typedef {object} Found
 * @property {Candidate} candidate
 * @property {string[]} tried  the programs that were asked before
 *
 * @typedef {object} NotFound
 * @property {"setting" | "server" | "package" | "python"} missing
 *   the Python that was set; the server's extra; the package; any Python
 * @property {string} [command]  the Python into which it can be installed
 * @property {string[]} tried
 */

// Asked of a Python: whether the package is there, and whether the extra of the server is.
const PROBE = "import importlib.util as u; print(*(int(u.find_spec(n) is not None) for n in ('dutylang', 'pygls')))";
const PATIENCE = 20_000;

/**
 * The programs to ask, in order. A Python that is set is the only one.
 * @param {{ setting?: string, interpreter?: string, folders?: string[], platform?: string, exists?: (file: string) => boolean }} where
 * @returns {Candidate[]}
 */
export function candidates({ setting, interpreter, folders = [], platform = process.platform, exists = existsSync }) {
  const named = setting?.trim();
  if (named) {
    const file = expanded(named, folders[0]);
    return [path.basename(file).match(/^duty(\.exe)?$/i) ? duty("setting", file) : python("setting", file)];
  }
  const found = [];
  if (interpreter) found.push(python("extension", interpreter));
  const inside = platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  for (const folder of folders) {
    for (const name of [".venv", "venv"]) {
      const file = path.join(folder, name, ...inside);
      if (exists(file)) found.push(python("folder", file));
    }
  }
  found.push(duty("path", "duty"));
  for (const name of platform === "win32" ? ["py", "python"] : ["python3", "python"]) found.push(python("path", name));
  const seen = new Set();
  return found.filter(({ command }) => !seen.has(command) && seen.add(command));
}

function python(from, command) {
  return { from, command, args: ["-m", "dutylang", "lsp"], python: true };
}

function duty(from, command) {
  return { from, command, args: ["lsp"], python: false };
}

function expanded(file, folder) {
  const whole = file.replace(/^~(?=$|[\\/])/, process.env.HOME ?? process.env.USERPROFILE ?? "~");
  return folder === undefined ? whole : whole.replaceAll("${workspaceFolder}", folder);
}

/**
 * The first candidate that has the server, or what is missing in the one that has most.
 * @param {Candidate[]} all
 * @param {(candidate: Candidate) => Promise<"ready" | "server" | "package" | "python">} ask
 * @returns {Promise<Found | NotFound>}
 */
export async function firstWithServer(all, ask = lacks) {
  const order = ["server", "package", "python"];
  const tried = [];
  let best = { missing: "python" };
  for (const candidate of all) {
    const answer = await ask(candidate);
    if (answer === "ready") return { candidate, tried };
    tried.push(candidate.command);
    if (order.indexOf(answer) < order.indexOf(best.missing)) {
      best = { missing: answer, command: candidate.python ? candidate.command : undefined };
    }
  }
  const set = all.length === 1 && all[0].from === "setting" && best.missing === "python";
  return set ? { missing: "setting", command: all[0].command, tried } : { ...best, tried };
}

/**
 * What a candidate lacks: "ready" if nothing, "python" if it cannot be run at all.
 * @param {Candidate} candidate
 * @returns {Promise<"ready" | "server" | "package" | "python">}
 */
export async function lacks(candidate) {
  if (!candidate.python) {
    return (await run(candidate.command, ["lsp", "--help"])) === undefined ? "python" : "ready";
  }
  const said = await run(candidate.command, ["-c", PROBE]);
  if (said === undefined) return "python";
  const [hasPackage, hasServer] = said.trim().split(/\s+/).slice(-2);
  if (hasPackage !== "1") return "package";
  return hasServer === "1" ? "ready" : "server";
}

function run(command, args) {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: PATIENCE, windowsHide: true }, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
