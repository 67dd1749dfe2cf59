// An editor without a screen: the protocol's own connection to the server, a
// folder of files, and documents as an editor keeps them.
import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import rpc from "vscode-jsonrpc/node.js";
import { TextDocument } from "vscode-languageserver-textdocument";

export const everything = {
  general: { positionEncodings: ["utf-16"] },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
  textDocument: {
    hover: { contentFormat: ["markdown", "plaintext"] },
    publishDiagnostics: { versionSupport: true, relatedInformation: true, codeDescriptionSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
    inlayHint: {},
  },
};

export class Editor {
  // Calls use(editor) and ends the server in order, whatever happened.
  static async with(options, use) {
    const editor = new Editor(options);
    try {
      if (options.initialize !== false) await editor.initialize(options);
      await use(editor);
      if (editor.exitCode === undefined) {
        await editor.connection.sendRequest("shutdown");
        await editor.connection.sendNotification("exit");
        const code = await editor.exited;
        if (code !== 0) throw new Error(`exit code ${code}`);
      }
    } finally {
      editor.connection.dispose();
      editor.process.kill("SIGKILL");
      fs.rmSync(editor.folder, { recursive: true, force: true });
    }
    if (editor.errors) throw new Error(`on standard error: ${editor.errors}`);
  }

  constructor({ files = {}, settings = {}, args = [], framewalk = process.env.FRAMEWALK }) {
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "framewalk-lsp-")));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.settings = settings;
    this.events = new EventEmitter().setMaxListeners(0);
    this.diagnostics = new Map(); // uri -> the last ones
    this.messages = []; // window/showMessage and logMessage
    this.requests = []; // of the server
    this.analyzed = [];
    this.progress = [];
    this.errors = "";
    this.process = spawn(framewalk, ["lsp", ...args], { cwd: this.folder });
    this.process.stderr.on("data", (data) => (this.errors += data));
    this.exited = new Promise((done) => this.process.on("exit", (code, signal) => done((this.exitCode = code ?? signal))));
    const connection = rpc.createMessageConnection(
      new rpc.StreamMessageReader(this.process.stdout), new rpc.StreamMessageWriter(this.process.stdin));
    this.connection = connection;
    connection.onError((error) => (this.errors += error));
    connection.onNotification((method, params) => {
      if (method === "textDocument/publishDiagnostics") this.diagnostics.set(params.uri, params);
      if (method === "window/showMessage" || method === "window/logMessage") this.messages.push(params.message);
      if (method === "framewalk/analyzed") this.analyzed.push(params);
      this.events.emit("news");
    });
    connection.onUnhandledProgress?.((params) => this.progress.push(params));
    connection.onRequest((method, params) => {
      this.requests.push({ method, params });
      this.events.emit("news");
      if (method === "workspace/configuration") return params.items.map(() => this.settings);
      if (method === "window/showDocument") return { success: true };
      return null;
    });
    connection.listen();
  }

  async initialize({ capabilities = everything, initializationOptions = { analyzedNotification: true }, root = this.folder }) {
    this.server = await this.connection.sendRequest("initialize", {
      processId: process.pid, rootUri: root && pathToFileURL(root).href, capabilities, initializationOptions,
    });
    await this.connection.sendNotification("initialized", {});
  }

  path(name) {
    return path.join(this.folder, name);
  }
  uri(name) {
    return name.includes(":") ? name : pathToFileURL(this.path(name)).href;
  }
  write(name, text) {
    fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
    fs.writeFileSync(this.path(name), text);
  }

  // Until `look` returns something.
  async until(look, what = "what was waited for", milliseconds = 120_000) {
    const end = Date.now() + milliseconds;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== null && found !== false) return found;
      if (this.exitCode !== undefined) throw new Error(`the server has ended (${this.exitCode}): ${this.errors}`);
      if (Date.now() > end) throw new Error(`no ${what}; messages: ${this.messages.join(" | ")}`);
      await new Promise((done) => {
        const heard = () => (clearTimeout(timer), this.events.off("news", heard), done());
        const timer = setTimeout(heard, 50);
        this.events.on("news", heard);
      });
    }
  }

  // The diagnostics of a version.
  async diagnosed(document) {
    return (await this.until(() => {
      const last = this.diagnostics.get(document.uri);
      return last && last.version === document.version && last;
    }, `diagnostics of version ${document.version}`)).diagnostics;
  }

  async open(name, { text, language = name.endsWith(".cpp") ? "cpp" : "c" } = {}) {
    text ??= fs.readFileSync(this.path(name), "utf8");
    const document = TextDocument.create(this.uri(name), language, 1, text);
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: document.uri, languageId: language, version: 1, text } });
    return document;
  }
  // Replaces the first `from` by `to`, as one incremental change.
  async edit(document, from, to) {
    const at = document.getText().indexOf(from);
    if (at < 0) throw new Error(`no ${from}`);
    return this.change(document, [{ range: { start: document.positionAt(at), end: document.positionAt(at + from.length) }, text: to }]);
  }
  async change(document, contentChanges) {
    TextDocument.update(document, contentChanges, document.version + 1);
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: document.uri, version: document.version }, contentChanges });
    return document;
  }
  close(document) {
    return this.connection.sendNotification("textDocument/didClose", { textDocument: { uri: document.uri } });
  }

  // A place: `|` in the words marks it.
  place(document, words) {
    const at = document.getText().indexOf(words.replace("|", ""));
    if (at < 0) throw new Error(`no ${words}`);
    return document.positionAt(at + Math.max(0, words.indexOf("|")));
  }
  ask(method, document, params = {}, ...token) {
    return this.connection.sendRequest(method, { textDocument: { uri: document.uri }, ...params }, ...token);
  }
  async hover(document, words) {
    const hover = await this.ask("textDocument/hover", document, { position: this.place(document, words) });
    return hover && hover.contents.value;
  }
  frame(document, words) {
    return this.ask("framewalk/frame", document, { position: this.place(document, words) });
  }
  hints(document, range = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } }) {
    return this.ask("textDocument/inlayHint", document, { range });
  }
  async text(document) {
    return (await this.ask("framewalk/text", document)).text;
  }
}

// The distance of a variable's slot from the base, as framewalk/frame has it.
export function displacement(frame, name) {
  for (const slot of frame.function.frame.slots)
    for (const occupant of slot.occupants)
      if (occupant.name === name) return slot.displacement + (occupant.offset ?? 0);
  return undefined;
}
