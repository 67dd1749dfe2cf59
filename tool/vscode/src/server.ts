// The language server and our connection to it.
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import type { Analyzed } from "./protocol";
import { serverSettings } from "./settings";

export const languages = ["c", "cpp"];

export const isOurs = (document: vscode.TextDocument) =>
  languages.includes(document.languageId) && document.uri.scheme === "file";

export function createClient(
  path: string,
  log: vscode.OutputChannel,
  whenAnalyzed: (analyzed: Analyzed) => void,
): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: languages.map((language) => ({ language, scheme: "file" })),
    outputChannel: log,
    initializationOptions: { framewalk: serverSettings(), analyzedNotification: true },
    markdown: { supportHtml: false },
    middleware: {
      workspace: {
        // The whole section would name settings that are ours, not the server's.
        configuration: (parameters) =>
          parameters.items.map((item) =>
            item.section === "framewalk"
              ? serverSettings(item.scopeUri ? vscode.Uri.parse(item.scopeUri) : undefined)
              : null,
          ),
      },
    },
  };
  const client = new LanguageClient("framewalk", "framewalk", { command: path, args: ["lsp"] }, options);
  client.onNotification("framewalk/analyzed", whenAnalyzed);
  return client;
}
