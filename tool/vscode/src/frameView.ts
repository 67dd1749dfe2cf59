// The side view: follows the cursor, draws the frame of the function around it.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { toCharacter } from "./positions";
import type { FrameAnswer, FromView, ToView } from "./protocol";
import { isOurs } from "./server";

/** Typing and moving make many positions; the last one counts. */
const restMs = 80;

export class FrameView implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly id = "framewalk.frame";
  private view: vscode.WebviewView | undefined;
  private client: LanguageClient | undefined;
  private reason = "The language server is not running.";
  private timer: NodeJS.Timeout | undefined;
  private asking: vscode.CancellationTokenSource | undefined;
  /** What the view shows, so that it is drawn once. */
  private shown = "";
  /** Whose frame that is. */
  private document: vscode.Uri | undefined;

  constructor(private readonly folder: vscode.Uri) {}

  resolveWebviewView(view: vscode.WebviewView) {
    this.view = view;
    this.shown = "";
    view.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.folder, "dist")],
    };
    view.webview.onDidReceiveMessage((message: FromView) => this.receive(message));
    view.onDidChangeVisibility(() => view.visible && this.refresh());
    view.onDidDispose(() => (this.view = undefined));
    view.webview.html = this.page(view.webview);
  }

  /** Whom to ask; without anybody, why. */
  use(client: LanguageClient | undefined, reason = "") {
    this.client = client;
    this.reason = reason;
    this.refresh();
  }

  /** The cursor has moved, or there are new frames. */
  follow() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), restMs);
  }

  async refresh() {
    clearTimeout(this.timer);
    if (!this.view?.visible) return;
    this.asking?.cancel();
    const editor = vscode.window.activeTextEditor;
    if (!this.client) return this.say(this.reason);
    // Somewhere else, in the view itself or a terminal: the frame stays.
    if (!editor) return this.shown ? undefined : this.say("Open a C or C++ file.");
    if (!isOurs(editor.document)) return this.say("Open a C or C++ file.");
    const asking = (this.asking = new vscode.CancellationTokenSource());
    const { uri } = editor.document;
    try {
      const answer = await this.client.sendRequest<FrameAnswer | null>(
        "framewalk/frame",
        {
          textDocument: { uri: uri.toString() },
          position: this.client.code2ProtocolConverter.asPosition(editor.selection.active),
        },
        asking.token,
      );
      if (asking.token.isCancellationRequested) return;
      if (!answer) this.say("There is no function at the cursor, or it has no frame.");
      else this.draw(uri, answer);
    } catch {
      // Cancelled, or the text has changed: whoever did that asks again.
    }
  }

  private draw(uri: vscode.Uri, answer: FrameAnswer) {
    const { version, kept, flags } = answer;
    const key = JSON.stringify([
      uri.toString(),
      version,
      kept,
      flags,
      answer.function.linkageName,
      answer.function.line,
    ]);
    if (key === this.shown) return this.post({ type: "slot", slot: answer.slot });
    this.shown = key;
    this.document = uri;
    this.post({ type: "frame", answer });
  }

  private say(reason: string) {
    if (this.shown === reason) return;
    this.shown = reason;
    this.post({ type: "none", reason });
  }

  private post(message: ToView) {
    void this.view?.webview.postMessage(message);
  }

  private async receive(message: FromView) {
    if (message.type === "ready") {
      this.shown = "";
      await this.refresh();
    } else if (message.type === "reveal") await this.reveal(message);
  }

  /** Goes to a declaration, wherever the cursor is by now. */
  private async reveal({ line, column }: Extract<FromView, { type: "reveal" }>) {
    if (!this.document) return;
    const document = await vscode.workspace.openTextDocument(this.document);
    if (line < 1 || line > document.lineCount) return;
    const at = new vscode.Position(line - 1, toCharacter(document.lineAt(line - 1).text, column));
    const range = new vscode.Range(at, at);
    await vscode.window.showTextDocument(document, { selection: range, preserveFocus: false });
  }

  private page(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString("base64url");
    const file = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.folder, "dist", name)).toString();
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stack frame</title>
<link rel="stylesheet" href="${file("view.css")}">
</head>
<body>
<main id="view"></main>
<script nonce="${nonce}" src="${file("view.js")}"></script>
</body>
</html>
`;
  }

  dispose() {
    clearTimeout(this.timer);
    this.asking?.cancel();
  }
}
