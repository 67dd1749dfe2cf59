// The settings that the server knows. Only what somebody has set is sent: a
// default would win over the project's .framewalk.
import * as vscode from "vscode";

const serverKeys = [
  "optimization",
  "flags",
  "removeFlags",
  "compilationDatabase",
  "unused",
  "inlayHints",
  "codeLens",
  "diagnostics",
  "pageWalks",
];

export function serverSettings(scope?: vscode.Uri): Record<string, unknown> {
  const section = vscode.workspace.getConfiguration("framewalk", scope);
  const chosen: Record<string, unknown> = {};
  for (const key of serverKeys) {
    const where = section.inspect(key);
    const isSet = [where?.globalValue, where?.workspaceValue, where?.workspaceFolderValue].some(
      (value) => value !== undefined,
    );
    // An empty level or folder is none.
    if (isSet && section.get(key) !== "") chosen[key] = section.get(key);
  }
  return chosen;
}

/** The program's path as the settings have it. */
export function programPath(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const path = vscode.workspace.getConfiguration("framewalk").get<string>("path") || "framewalk";
  return path.replace("${workspaceFolder}", folder);
}
