// A stand-in for VS Code: what the extension and vscode-languageclient ask of the
// module `vscode`, without a window. VS Code itself is in no package registry.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL, fileURLToPath } = require("node:url");

class Disposable {
  constructor(end = () => {}) {
    this.dispose = end;
  }
  static from(...all) {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
}

class EventEmitter {
  constructor() {
    this.listeners = new Set();
    this.event = (listener, self, disposables) => {
      const bound = self ? listener.bind(self) : listener;
      this.listeners.add(bound);
      const end = new Disposable(() => this.listeners.delete(bound));
      disposables?.push(end);
      return end;
    };
  }
  fire(value) {
    for (const listener of [...this.listeners]) listener(value);
  }
  dispose() {
    this.listeners.clear();
  }
}

class CancellationError extends Error {}

class CancellationTokenSource {
  constructor() {
    const emitter = new EventEmitter();
    this.emitter = emitter;
    this.token = { isCancellationRequested: false, onCancellationRequested: emitter.event };
  }
  cancel() {
    if (this.token.isCancellationRequested) return;
    this.token.isCancellationRequested = true;
    this.emitter.fire();
  }
  dispose() {}
}

class Uri {
  constructor(url) {
    this.url = new URL(url);
    this.scheme = this.url.protocol.slice(0, -1);
    this.authority = this.url.host;
    this.path = decodeURIComponent(this.url.pathname);
    this.query = this.url.search.slice(1);
    this.fragment = this.url.hash.slice(1);
  }
  static file = (name) => new Uri(pathToFileURL(name));
  static parse = (text) => new Uri(text);
  static joinPath = (uri, ...parts) => Uri.file(path.join(uri.fsPath, ...parts));
  get fsPath() {
    return this.scheme === "file" ? fileURLToPath(new URL(this.url.pathname, "file://")) : this.path;
  }
  toString() {
    return this.url.href;
  }
  toJSON() {
    return this.toString();
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
  isEqual(other) {
    return this.line === other.line && this.character === other.character;
  }
  isBefore(other) {
    return this.line < other.line || (this.line === other.line && this.character < other.character);
  }
}

class Range {
  constructor(a, b, c, d) {
    this.start = a instanceof Position ? a : new Position(a, b);
    this.end = a instanceof Position ? b : new Position(c, d);
  }
  get isEmpty() {
    return this.start.isEqual(this.end);
  }
}
class Selection extends Range {
  get active() {
    return this.end;
  }
}

class Location {
  constructor(uri, range) {
    Object.assign(this, { uri, range });
  }
}
class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}
class MarkdownString {
  constructor(value = "") {
    this.value = value;
  }
  appendText(text) {
    this.value += text;
    return this;
  }
  appendMarkdown(text) {
    return this.appendText(text);
  }
  appendCodeblock(text, language) {
    this.value += `\n\`\`\`${language}\n${text}\n\`\`\`\n`;
  }
}
class Hover {
  constructor(contents, range) {
    this.contents = [contents].flat();
    this.range = range;
  }
}
class InlayHint {
  constructor(position, label, kind) {
    Object.assign(this, { position, label, kind });
  }
}
class CodeLens {
  constructor(range, command) {
    Object.assign(this, { range, command });
  }
}
class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind([this.value, part].filter(Boolean).join("."));
  }
  static Empty = new CodeActionKind("");
  static QuickFix = new CodeActionKind("quickfix");
  static Refactor = new CodeActionKind("refactor");
  static RefactorExtract = new CodeActionKind("refactor.extract");
  static RefactorInline = new CodeActionKind("refactor.inline");
  static RefactorRewrite = new CodeActionKind("refactor.rewrite");
  static Source = new CodeActionKind("source");
  static SourceOrganizeImports = new CodeActionKind("source.organizeImports");
}
class CodeAction {
  constructor(title, kind) {
    Object.assign(this, { title, kind });
  }
}
class WorkspaceEdit {
  edits = [];
  set(uri, edits) {
    this.edits.push([uri, edits]);
  }
}
class TextEdit {
  constructor(range, newText) {
    Object.assign(this, { range, newText });
  }
  static replace = (range, text) => new TextEdit(range, text);
}

/** An open document. */
class TextDocument {
  constructor(file, languageId, text) {
    Object.assign(this, {
      uri: Uri.file(file),
      fileName: file,
      languageId,
      version: 1,
      text,
      isDirty: false,
      isClosed: false,
    });
  }
  get lines() {
    return this.text.split(/\r?\n/);
  }
  get lineCount() {
    return this.lines.length;
  }
  getText() {
    return this.text;
  }
  lineAt(line) {
    return { text: this.lines[line], lineNumber: line };
  }
  offsetAt({ line, character }) {
    return this.text.split("\n", line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  }
  /** Where a piece of text begins. */
  find(text, more = 0) {
    const at = this.text.indexOf(text);
    if (at < 0) throw new Error(`there is no '${text}'`);
    const before = this.text.slice(0, at + more).split("\n");
    return new Position(before.length - 1, before.at(-1).length);
  }
}

/** The editor, and what a test does to it. */
class Editor {
  documents = [];
  providers = {};
  diagnostics = new Map();
  commands = new Map();
  executed = [];
  shown = []; // messages
  opened = []; // in a browser
  revealed = [];
  statusItems = [];
  log = "";
  settings = {};
  answers = () => undefined; // what somebody chooses in a message
  views = new Map();
  events = {};

  event(name) {
    this.events[name] ??= new EventEmitter();
    return this.events[name];
  }

  open(file, languageId = "c") {
    const document = new TextDocument(file, languageId, fs.readFileSync(file, "utf8"));
    this.documents.push(document);
    this.event("workspace.onDidOpenTextDocument").fire(document);
    return document;
  }

  show(document, position = new Position(0, 0)) {
    this.active = document && { document, selection: new Selection(position, position), viewColumn: 1 };
    this.event("window.onDidChangeActiveTextEditor").fire(this.active);
    return this.active;
  }

  moveTo(position) {
    this.active.selection = new Selection(position, position);
    this.event("window.onDidChangeTextEditorSelection").fire({
      textEditor: this.active,
      selections: [this.active.selection],
    });
  }

  replace(document, from, to, text) {
    const [rangeOffset, end] = [document.offsetAt(from), document.offsetAt(to)];
    document.text = document.text.slice(0, rangeOffset) + text + document.text.slice(end);
    document.version++;
    document.isDirty = true;
    const contentChanges = [
      { range: new Range(from, to), rangeOffset, rangeLength: end - rangeOffset, text },
    ];
    this.event("workspace.onDidChangeTextDocument").fire({ document, contentChanges });
  }

  close(document) {
    this.documents = this.documents.filter((one) => one !== document);
    document.isClosed = true;
    this.event("workspace.onDidCloseTextDocument").fire(document);
  }

  set(key, value) {
    this.settings[key] = value;
    const affectsConfiguration = (section) => `framewalk.${key}`.startsWith(section);
    this.event("workspace.onDidChangeConfiguration").fire({ affectsConfiguration });
  }

  /** Everything that providers of a kind answer. */
  async ask(kind, method, document, ...more) {
    const token = new CancellationTokenSource().token;
    const answers = await Promise.all(
      (this.providers[kind] ?? []).map((provider) => provider[method](document, ...more, token)),
    );
    return answers.flat().filter((answer) => answer !== undefined && answer !== null);
  }

  /** Opens the side view: what it posts, and a way to answer. */
  openView(id) {
    const fromPage = new EventEmitter();
    const visibility = new EventEmitter();
    const messages = [];
    const view = {
      visible: true,
      messages,
      say: (message) => fromPage.fire(message),
      setVisible: (visible) => {
        view.visible = visible;
        visibility.fire();
      },
      onDidChangeVisibility: visibility.event,
      onDidDispose: new EventEmitter().event,
      webview: {
        cspSource: "'self' https://*.vscode-cdn.net",
        // The editor has a server of its own; so has webview.test.mjs.
        asWebviewUri: (uri) => "/dist/" + path.basename(uri.fsPath),
        onDidReceiveMessage: fromPage.event,
        postMessage: async (message) => messages.push(JSON.parse(JSON.stringify(message))),
      },
    };
    this.views.get(id).resolveWebviewView(view);
    view.say({ type: "ready" });
    return view;
  }
}

/** Whatever else is asked for: events never fire, providers are never asked. */
function otherwise(editor, area, known) {
  return new Proxy(known, {
    get(target, name) {
      if (name in target || typeof name === "symbol") return target[name];
      if (/^on(Did|Will)/.test(name)) return editor.event(`${area}.${name}`).event;
      if (/^register/.test(name))
        return (selector, provider) => {
          const kind = name.slice("register".length);
          (editor.providers[kind] ??= []).push(provider);
          return new Disposable(
            () => (editor.providers[kind] = editor.providers[kind].filter((one) => one !== provider)),
          );
        };
      return undefined;
    },
  });
}

const words = (...names) =>
  Object.fromEntries(
    names.flatMap((name, i) => [
      [name, i],
      [i, name],
    ]),
  );

function createModule(editor) {
  const workspace = otherwise(editor, "workspace", {
    name: "test",
    get textDocuments() {
      return editor.documents;
    },
    get workspaceFolders() {
      return editor.folders;
    },
    notebookDocuments: [],
    fs: {},
    getWorkspaceFolder: () => editor.folders?.[0],
    getConfiguration: (section) => ({
      get: (key, otherwise) =>
        section === "framewalk"
          ? (editor.settings[key] ?? editor.defaults[`framewalk.${key}`] ?? otherwise)
          : otherwise,
      inspect: (key) => ({
        key,
        defaultValue: editor.defaults[`framewalk.${key}`],
        globalValue: editor.settings[key],
      }),
      has: () => false,
    }),
    createFileSystemWatcher: () => ({
      ...otherwise(editor, "watcher", {}),
      onDidCreate: new EventEmitter().event,
      onDidChange: new EventEmitter().event,
      onDidDelete: new EventEmitter().event,
      dispose() {},
    }),
    openTextDocument: async (uri) =>
      editor.documents.find((one) => one.uri.fsPath === uri.fsPath) ?? editor.open(uri.fsPath),
    applyEdit: async (edit) => editor.executed.push(edit) > 0,
  });
  const window = otherwise(editor, "window", {
    get activeTextEditor() {
      return editor.active;
    },
    get visibleTextEditors() {
      return editor.active ? [editor.active] : [];
    },
    tabGroups: {
      all: [],
      onDidChangeTabs: new EventEmitter().event,
      onDidChangeTabGroups: new EventEmitter().event,
    },
    createOutputChannel: (name) => {
      const append = (text) => void (editor.log += text);
      return {
        name,
        append,
        appendLine: (text) => append(text + "\n"),
        replace() {},
        clear() {},
        show() {},
        hide() {},
        dispose() {},
      };
    },
    createStatusBarItem: (id) => {
      const item = {
        id,
        visible: false,
        show: () => (item.visible = true),
        hide: () => (item.visible = false),
        dispose: () => (item.visible = false),
      };
      editor.statusItems.push(item);
      return item;
    },
    ...Object.fromEntries(
      ["Error", "Warning", "Information"].map((kind) => [
        `show${kind}Message`,
        async (text, ...choices) => {
          editor.shown.push({ kind, text, choices });
          return editor.answers(text, choices);
        },
      ]),
    ),
    withProgress: (options, task) => task({ report() {} }, new CancellationTokenSource().token),
    registerWebviewViewProvider: (id, provider) => {
      editor.views.set(id, provider);
      return new Disposable(() => editor.views.delete(id));
    },
    showTextDocument: async (document, options) => {
      editor.revealed.push({ document, options });
      return editor.active;
    },
  });
  const languages = otherwise(editor, "languages", {
    match: (selector, document) =>
      [selector]
        .flat()
        .some(
          (one) =>
            (one.language ?? one) === document.languageId &&
            (!one.scheme || one.scheme === document.uri.scheme),
        )
        ? 10
        : 0,
    createDiagnosticCollection: () => ({
      set: (uri, all) => editor.diagnostics.set(uri.toString(), all ?? []),
      delete: (uri) => editor.diagnostics.delete(uri.toString()),
      clear: () => editor.diagnostics.clear(),
      has: (uri) => editor.diagnostics.has(uri.toString()),
      dispose: () => editor.diagnostics.clear(),
    }),
  });
  const commands = {
    registerCommand: (name, run) => {
      if (editor.commands.has(name)) throw new Error(`command '${name}' already exists`);
      editor.commands.set(name, run);
      return new Disposable(() => editor.commands.delete(name));
    },
    executeCommand: async (name, ...all) => {
      editor.executed.push([name, ...all]);
      return editor.commands.get(name)?.(...all);
    },
  };
  const env = {
    appName: "test",
    language: "en",
    appHost: "desktop",
    uriScheme: "test",
    openExternal: async (uri) => editor.opened.push(uri.toString()) > 0,
  };
  const known = {
    workspace,
    window,
    languages,
    commands,
    env,
    version: "1.92.0",
    Disposable,
    EventEmitter,
    CancellationError,
    CancellationTokenSource,
    Uri,
    Position,
    Range,
    Selection,
    Location,
    Diagnostic,
    MarkdownString,
    Hover,
    InlayHint,
    CodeLens,
    CodeActionKind,
    CodeAction,
    WorkspaceEdit,
    TextEdit,
    DiagnosticSeverity: words("Error", "Warning", "Information", "Hint"),
    StatusBarAlignment: { Left: 1, Right: 2 },
    ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
    CodeActionTriggerKind: { Invoke: 1, Automatic: 2 },
    InlayHintKind: { Type: 1, Parameter: 2 },
    DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
    TextDocumentSaveReason: { Manual: 1, AfterDelay: 2, FocusOut: 3 },
    SymbolKind: words(
      "File",
      "Module",
      "Namespace",
      "Package",
      "Class",
      "Method",
      "Property",
      "Field",
      "Constructor",
      "Enum",
      "Interface",
      "Function",
      "Variable",
    ),
  };
  // Classes and enumerations that only have to be there.
  return new Proxy(known, {
    get(target, name) {
      if (!(name in target) && typeof name === "string" && /^[A-Z]/.test(name))
        target[name] = class {
          constructor(...all) {
            Object.assign(this, { all });
          }
        };
      return target[name];
    },
  });
}

/** An editor, and the module `vscode` that belongs to it. */
function createEditor(manifest, folder) {
  const editor = new Editor();
  editor.defaults = Object.fromEntries(
    Object.entries(manifest.contributes.configuration.properties).map(([key, { default: value }]) => [
      key,
      value,
    ]),
  );
  editor.folders = [{ uri: Uri.file(folder), name: path.basename(folder), index: 0 }];
  editor.module = createModule(editor);
  return editor;
}

module.exports = { createEditor, Position, Range, Uri };
