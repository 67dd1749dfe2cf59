// One item in the status bar: whether frames are those of the text in view.
import * as vscode from "vscode";
import type { Analyzed } from "./protocol";
import { isOurs } from "./server";

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "framewalk.status",
    vscode.StatusBarAlignment.Right,
    90,
  );
  private readonly known = new Map<string, Analyzed>();
  private problem = "";
  private isStarting = false;

  constructor() {
    this.item.name = "framewalk";
  }

  starting() {
    this.known.clear();
    this.problem = "";
    this.isStarting = true;
    this.update();
  }

  running() {
    this.isStarting = false;
    this.update();
  }

  failed(problem: string) {
    this.isStarting = false;
    this.problem = problem;
    this.update();
  }

  analyzed(analyzed: Analyzed) {
    this.known.set(analyzed.uri, analyzed);
    this.update();
  }

  forget(uri: string) {
    this.known.delete(uri);
  }

  update() {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !isOurs(document)) return this.item.hide();
    this.show(...this.state(document.uri.toString()));
    this.item.show();
  }

  private state(uri: string): [icon: string, says: string, command: string] {
    if (this.problem) return ["$(error)", this.problem, "framewalk.restart"];
    if (this.isStarting) return ["$(sync~spin)", "The language server is starting.", "framewalk.showLog"];
    const analyzed = this.known.get(uri);
    switch (analyzed?.state) {
      case undefined:
        return ["$(sync~spin)", "The file is being compiled.", "framewalk.showFrame"];
      case "fresh":
        return ["$(layers)", "Frames are those of the text as it is.", "framewalk.showFrame"];
      case "kept":
        return [
          "$(warning)",
          `The text does not compile: frames are those of the last version that did. ${analyzed.message ?? ""}`.trim(),
          "framewalk.showFrame",
        ];
      case "none":
        return [
          "$(circle-slash)",
          `There are no frames. ${analyzed.message ?? ""}`.trim(),
          "framewalk.showLog",
        ];
    }
  }

  private show(icon: string, says: string, command: string) {
    this.item.text = `${icon} framewalk`;
    this.item.tooltip = says;
    this.item.command = command;
    this.item.accessibilityInformation = { label: `framewalk: ${says}` };
  }

  dispose() {
    this.item.dispose();
  }
}
