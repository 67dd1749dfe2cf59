// Finding the program, and whether it is one that we can talk to.
import { execFile } from "node:child_process";

/** The first version with a language server that says what this extension asks for. */
export const oldestVersion = "0.1.0";

export type Program =
  | { state: "good"; path: string; version: string }
  | { state: "missing"; path: string; why: string }
  | { state: "old"; path: string; version: string };

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  for (let i = 0; i < 3; ++i) if (a[i] !== b[i]) return a[i] < b[i];
  return false;
}

/** What the program prints; `why`: why it does not run. */
function output(path: string, ...args: string[]): Promise<{ text: string; why: string }> {
  return new Promise((done) =>
    execFile(path, args, { timeout: 20_000 }, (error, text) =>
      done({ text, why: error ? error.message.trim() : "" }),
    ),
  );
}

/** Asks the program at `path` what it is, and whether it is a language server. */
export async function askProgram(path: string): Promise<Program> {
  const { text, why } = await output(path, "--version");
  const version = /^framewalk (\d+\.\d+\.\d+)/.exec(text)?.[1];
  if (!version) return { state: "missing", path, why: why || `it says: ${text.slice(0, 80)}` };
  const isServer = (await output(path, "help", "lsp")).text.startsWith("usage: framewalk lsp");
  return { state: isOlder(version, oldestVersion) || !isServer ? "old" : "good", path, version };
}

/** One sentence for whoever has to put it right. */
export function complaint(program: Program): string {
  switch (program.state) {
    case "good":
      return "";
    case "old":
      return `framewalk ${program.version} (${program.path}) is too old for this extension, which needs ${oldestVersion} or later.`;
    case "missing":
      return program.why.includes("ENOENT")
        ? `There is no framewalk at "${program.path}". Install it, or say in the settings where it is.`
        : `"${program.path}" is not framewalk, or does not run: ${program.why}`;
  }
}
