// What the reader is told, in both tongues.

/** @typedef {"en" | "zh"} Tongue */

export const WORDS = {
  en: {
    setting: "“{command}” (setting duty.pythonPath) cannot be run. Policies are coloured, but not checked.",
    server: "The language server is not installed in {command}. Policies are coloured, but not checked. To install it: {install}",
    package: "dutylang is not installed in {command}. Policies are coloured, but not checked. To install it: {install}",
    python: "No Python was found. Policies are coloured, but not checked. Install Python 3.11 or newer, then: {install}",
    stopped: "The language server of Duty could not be started: {reason}",
    install: "Install…",
    settings: "Open the setting",
    output: "Show the output",
    again: "Try again",
    terminal: "Install dutylang",
    started: "Started {command}",
    looked: "Asked without success: {tried}",
    untrusted: "The folder is not trusted: the language server is not started.",
    running: "checked by {command}",
    idle: "not checked",
    name: "Duty",
  },
  zh: {
    setting: "无法运行“{command}”（设置项 duty.pythonPath）。制度照常着色，但不作检查。",
    server: "{command} 中尚未安装语言服务器。制度照常着色，但不作检查。安装方法：{install}",
    package: "{command} 中尚未安装 dutylang。制度照常着色，但不作检查。安装方法：{install}",
    python: "没有找到 Python。制度照常着色，但不作检查。请先安装 Python 3.11 或更高版本，然后运行：{install}",
    stopped: "Duty 语言服务器无法启动：{reason}",
    install: "安装……",
    settings: "打开设置",
    output: "显示输出",
    again: "重试",
    terminal: "安装 dutylang",
    started: "已启动 {command}",
    looked: "以下程序均不可用：{tried}",
    untrusted: "该文件夹不受信任：未启动语言服务器。",
    running: "由 {command} 检查",
    idle: "未作检查",
    name: "Duty 制度",
  },
};

/**
 * The tongue of the setting, else that of the editor.
 * @param {string | undefined} setting
 * @param {string} editor  such as `zh-cn`
 * @returns {Tongue}
 */
export function tongueOf(setting, editor) {
  if (setting === "en" || setting === "zh") return setting;
  return editor.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/**
 * A message with its blanks filled.
 * @param {Tongue} tongue
 * @param {keyof typeof WORDS.en} key
 * @param {Record<string, string>} [blanks]
 */
export function say(tongue, key, blanks = {}) {
  return WORDS[tongue][key].replace(/\{(\w+)\}/g, (whole, name) => blanks[name] ?? whole);
}

/**
 * The command line that installs the server into a Python.
 * @param {string} [python]
 */
export function installing(python = "python") {
  const program = /\s/.test(python) ? `"${python}"` : python;
  return `${program} -m pip install "dutylang[lsp]"`;
}

/**
 * What is missing, said, with the names of the ways out that fit.
 * @param {Tongue} tongue
 * @param {import("./python.js").NotFound} missing
 * @returns {{ text: string, ways: ("install" | "settings" | "again")[] }}
 */
export function told(tongue, missing) {
  const blanks = { command: missing.command ?? "python", install: installing(missing.command) };
  const ways = missing.missing === "server" || missing.missing === "package" ? ["install"] : [];
  return { text: say(tongue, missing.missing, blanks), ways: [...ways, "settings", "again"] };
}
