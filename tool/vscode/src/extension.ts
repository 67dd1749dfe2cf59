// The extension: starts the language server and keeps the side view, the status
// item and the commands beside it.
import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { FrameView } from "./frameView";
import { askProgram, complaint } from "./program";
import type { Report } from "./protocol";
import { createClient, isOurs } from "./server";
import { programPath, serverSettings } from "./settings";
import { Status } from "./status";

class Extension implements vscode.Disposable {
  private readonly log = vscode.window.createOutputChannel("framewalk");
  private readonly status = new Status();
  private readonly view: FrameView;
  private client: LanguageClient | undefined;
  /** One start or stop after the other. */
  private turn: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext) {
    this.view = new FrameView(context.extensionUri);
    const { commands, window, workspace } = vscode;
    context.subscriptions.push(
      this,
      this.log,
      this.status,
      this.view,
      window.registerWebviewViewProvider(FrameView.id, this.view),
      commands.registerCommand("framewalk.showFrame", () => commands.executeCommand(`${FrameView.id}.focus`)),
      commands.registerCommand("framewalk.openReportAtCursor", () => this.openReport()),
      commands.registerCommand("framewalk.restart", () => this.restart()),
      commands.registerCommand("framewalk.showLog", () => this.log.show()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor) this.view.follow();
      }),
      window.onDidChangeActiveTextEditor(() => {
        this.status.update();
        this.view.follow();
      }),
      workspace.onDidCloseTextDocument((document) => this.status.forget(document.uri.toString())),
      workspace.onDidChangeConfiguration((event) => this.configurationChanged(event)),
    );
  }

  restart(): Promise<void> {
    this.turn = this.turn
      .then(() => this.stop())
      .then(() => this.start())
      .catch((error) => this.refuse(`The language server does not start: ${error}`));
    return this.turn;
  }

  private async start() {
    this.status.starting();
    const program = await askProgram(programPath());
    if (program.state !== "good") return this.refuse(complaint(program));
    this.log.appendLine(`framewalk ${program.version}: ${program.path} lsp`);
    const client = createClient(program.path, this.log, (analyzed) => {
      this.status.analyzed(analyzed);
      this.view.follow();
    });
    await client.start();
    this.client = client;
    this.running(client);
    // A server that crashes is started again by the client itself.
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return;
      if (newState === State.Running) this.running(client);
      else if (newState === State.Starting) this.status.starting();
      else this.status.failed("The language server has stopped.");
    });
  }

  private running(client: LanguageClient) {
    this.status.running();
    this.view.use(client);
  }

  private async stop() {
    const client = this.client;
    this.client = undefined;
    this.view.use(undefined, "The language server is not running.");
    await client?.stop().catch(() => undefined);
  }

  private refuse(why: string) {
    this.log.appendLine(why);
    this.status.failed(why);
    this.view.use(undefined, why);
    // Not waited for: it may stand there for hours.
    void vscode.window.showErrorMessage(why, "Open Settings", "Try Again").then((choice) => {
      if (choice === "Open Settings")
        return vscode.commands.executeCommand("workbench.action.openSettings", "framewalk.path");
      if (choice === "Try Again") return this.restart();
      return undefined;
    });
  }

  private async openReport() {
    const editor = vscode.window.activeTextEditor;
    if (!this.client || !editor || !isOurs(editor.document)) {
      void vscode.window.showInformationMessage(
        this.client ? "Open a C or C++ file first." : "framewalk's language server is not running.",
      );
      return;
    }
    const { client } = this;
    const argument = {
      uri: editor.document.uri.toString(),
      position: client.code2ProtocolConverter.asPosition(editor.selection.active),
      show: false,
    };
    try {
      const report = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: "framewalk: writing the report" },
        () =>
          client.sendRequest<Report | null>("workspace/executeCommand", {
            command: "framewalk.openReport",
            arguments: [argument],
          }),
      );
      if (report) await vscode.env.openExternal(vscode.Uri.parse(report.uri, true));
      else void vscode.window.showInformationMessage("There is no report: the file does not compile.");
    } catch (error) {
      void vscode.window.showErrorMessage(`framewalk: ${error instanceof Error ? error.message : error}`);
    }
  }

  private configurationChanged(event: vscode.ConfigurationChangeEvent) {
    if (!event.affectsConfiguration("framewalk")) return;
    if (event.affectsConfiguration("framewalk.path")) void this.restart();
    else
      void this.client?.sendNotification("workspace/didChangeConfiguration", {
        settings: { framewalk: serverSettings() },
      });
  }

  /** Of the whole, when the editor ends. */
  async deactivate() {
    await this.turn;
    await this.stop();
  }

  dispose() {}
}

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext) {
  extension = new Extension(context);
  await extension.restart();
}

export async function deactivate() {
  await extension?.deactivate();
  extension = undefined;
}
