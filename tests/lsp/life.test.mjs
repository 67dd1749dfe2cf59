// Life cycle, cancellation, settings, files that change, and bad input.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import rpc from "vscode-jsonrpc/node.js";
import { Editor, displacement, everything } from "./editor.mjs";

const simple = "int f(int a) {\n  int local = a;\n  return local;\n}\n";
const dangling = "int *f(void) {\n  int local = 1;\n  return &local;\n}\n";
const place = "int |local";
// Takes clang a while, at any speed of the machine.
const slow = Array.from({ length: 2500 }, (_, i) => `int f${i}(int a) { int b[${1 + i % 50}]; b[0] = a; return b[0] * ${i}; }`).join("\n") + "\n";

const sizeOf = (frame, name) => frame.function.frame.slots.find((slot) => slot.occupants.some((o) => o.name === name)).size;

//===--- Cancellation and time ------------------------------------------------

test("requests that wait can be cancelled", () => Editor.with({ files: { "slow.c": slow } }, async (editor) => {
  const document = await editor.open("slow.c");
  const source = new rpc.CancellationTokenSource();
  const hints = editor.ask("textDocument/inlayHint", document, { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } }, source.token);
  const symbols = editor.ask("textDocument/documentSymbol", document);
  await new Promise((done) => setTimeout(done, 50));
  source.cancel();
  await assert.rejects(hints, (error) => error.code === rpc.LSPErrorCodes?.RequestCancelled || error.code === -32800);
  // The other one is answered when the analysis is done, or has waited for 10 seconds.
  const answer = await symbols.catch((error) => error.code);
  assert.ok(answer === -32801 || answer.length === 2500);
  // One that has been answered can be cancelled as well.
  await editor.connection.sendNotification("$/cancelRequest", { id: 1 });
}));

test("typing does not wait for the compiler", () => Editor.with({ files: { "slow.c": slow } }, async (editor) => {
  const document = await editor.open("slow.c");
  await editor.diagnosed(document);
  const before = Date.now();
  for (let i = 0; i < 20; ++i) {
    await editor.edit(document, "int f0(int a)", " int f0(int a)");
    await editor.text(document);
  }
  assert.ok(Date.now() - before < 2000, "20 edits took " + (Date.now() - before));
  const hover = editor.hover(document, "int |f1(").catch((error) => error.code);
  await editor.edit(document, "int f0(int a)", " int f0(int a)");
  assert.ok([-32801, null].includes(await hover));
}));

test("a hover overtakes lists that have not begun", () => Editor.with({ files: { "slow.c": slow } }, async (editor) => {
  const document = await editor.open("slow.c");
  await editor.diagnosed(document);
  const order = [];
  await Promise.all([
    ...Array.from({ length: 4 }, () => editor.ask("textDocument/documentSymbol", document).then(() => order.push("symbols"))),
    editor.hover(document, "int |f1(").then(() => order.push("hover")),
  ]);
  assert.ok(order.indexOf("hover") <= 1, order.join(" "));
}));

test("what takes long is shown", () => Editor.with({ files: { "slow.c": slow + slow.replaceAll("int f", "int g") + slow.replaceAll("int f", "int h") } }, async (editor) => {
  const document = await editor.open("slow.c");
  await editor.diagnosed(document);
  // On a machine that needs less than a second there is nothing to show.
  const created = editor.requests.find((r) => r.method === "window/workDoneProgress/create");
  if (created) await editor.until(() => editor.progress.some((p) => p.token === created.params.token && p.value.kind === "end"), "end of the progress");
}));

//===--- Clients --------------------------------------------------------------

test("a client that offers nothing", () => Editor.with(
  { files: { "a.c": simple }, capabilities: {}, initializationOptions: null, root: null }, async (editor) => {
    const document = await editor.open("a.c");
    assert.equal((await editor.hints(document)).length, 2);
    assert.equal(editor.server.capabilities.positionEncoding, "utf-16");
    assert.equal(editor.server.capabilities.codeActionProvider, false, "it takes no edits in actions");
    const hover = await editor.ask("textDocument/hover", document, { position: editor.place(document, place) });
    assert.equal(hover.contents.kind, "plaintext");
    assert.match(hover.contents.value, /^framewalk local: 4 bytes at \[rbp-/);
    const symbols = await editor.ask("textDocument/documentSymbol", document);
    assert.ok(symbols[0].location, "a flat list");
    const lenses = await editor.ask("textDocument/codeLens", document);
    assert.equal(lenses.length, 1);
    await editor.until(() => editor.diagnostics.get(document.uri));
    assert.equal(editor.diagnostics.get(document.uri).version, undefined);
    // The whole text at once, and what is found in it in words alone.
    await editor.change(document, [{ text: dangling }]);
    const [finding] = (await editor.until(() => editor.diagnostics.get(document.uri).diagnostics.length > 0 && editor.diagnostics.get(document.uri))).diagnostics;
    assert.equal(finding.relatedInformation, undefined);
    assert.match(finding.message, /\n2:7: 'local' is 4 bytes at \[rbp-/);
    assert.deepEqual(await editor.ask("textDocument/codeAction", document, { range: finding.range, context: { diagnostics: [finding] } }), []);
    const report = await editor.connection.sendRequest("workspace/executeCommand", { command: "framewalk.openReport", arguments: [{ uri: document.uri }] });
    assert.ok(fs.existsSync(report.path));
    // Code that does not compile.
    await editor.change(document, [{ text: dangling + "int" }]);
    assert.match(await editor.hover(document, place), /as of the last version that compiled/);
    assert.deepEqual(editor.requests, [], "the server asks for nothing");
    assert.deepEqual(editor.analyzed, []);
    assert.deepEqual(editor.progress, []);
  }));

test("out of order: before initialize, twice, after shutdown", () => Editor.with({ initialize: false }, async (editor) => {
  await assert.rejects(editor.connection.sendRequest("textDocument/hover", {}), (e) => e.code === -32002);
  await editor.initialize({});
  await assert.rejects(editor.connection.sendRequest("initialize", { capabilities: {} }), (e) => e.code === -32600);
  await assert.rejects(editor.connection.sendRequest("textDocument/completion", {}), (e) => e.code === -32601);
  await editor.connection.sendRequest("shutdown");
  await assert.rejects(editor.connection.sendRequest("textDocument/hover", {}), (e) => e.code === -32600);
  await editor.connection.sendNotification("exit");
  assert.equal(await editor.exited, 0);
}));

test("exit without shutdown, and a client that goes away", async () => {
  await Editor.with({}, async (editor) => {
    await editor.connection.sendNotification("exit");
    assert.equal(await editor.exited, 1);
  });
  await Editor.with({ files: { "slow.c": slow } }, async (editor) => {
    await editor.open("slow.c");
    await new Promise((done) => setTimeout(done, 100));
    editor.process.stdin.end();
    assert.equal(await editor.exited, 1);
    // And its processes with it.
    await new Promise((done) => setTimeout(done, 300));
    const left = fs.readdirSync("/proc").filter((id) => /^\d+$/.test(id)).filter((id) => {
      try {
        return fs.readlinkSync(`/proc/${id}/cwd`) === editor.folder;
      } catch {
        return false;
      }
    });
    assert.deepEqual(left, []);
  });
});

test("processes that somebody kills", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  const document = await editor.open("a.c");
  assert.equal((await editor.frame(document, place)).kept, false);
  const children = () => fs.readdirSync("/proc").filter((id) => /^\d+$/.test(id)).filter((id) => {
    try {
      return fs.readFileSync(`/proc/${id}/stat`, "utf8").replace(/.*\) . /s, "").startsWith(`${editor.process.pid} `);
    } catch {
      return false;
    }
  });
  const killed = await editor.until(() => children().length === 2 && children());
  killed.forEach((id) => process.kill(Number(id), "SIGKILL"));
  await editor.until(() => !children().some((id) => killed.includes(id)));
  await editor.edit(document, "int f", "\nint f");
  assert.equal((await editor.frame(document, place)).kept, false);
}));

test("command line", () => {
  const run = (...args) => {
    try {
      return { code: 0, text: execFileSync(process.env.FRAMEWALK, ["lsp", ...args], { input: "", stdio: ["pipe", "pipe", "pipe"] }).toString() };
    } catch (error) {
      return { code: error.status, text: error.stderr.toString() };
    }
  };
  assert.equal(run("file.c").code, 2);
  assert.equal(run("--log=loud").code, 2);
  assert.equal(run().code, 1);
  assert.equal(run().text, "");
});

test("logs go to standard error, and only when they are wanted", async () => {
  const logged = Editor.with({ files: { "a.c": simple }, args: ["--log=info", "--stdio"] }, async (editor) => {
    const document = await editor.open("a.c");
    await editor.diagnosed(document);
  });
  await assert.rejects(logged, /textDocument\/didOpen/);
});

//===--- Settings ------------------------------------------------------------

const macro = "#ifndef SIZE\n#define SIZE 1\n#endif\nint f(int a) {\n  char local[SIZE];\n  local[0] = (char)a;\n  return local[0];\n}\n";

const database = (editor, flags) => JSON.stringify([{ directory: editor.folder, file: "a.c", command: `cc ${flags} -c a.c` }]);

test("a database that changes, with and without a client that watches", async () => {
  for (const watches of [true, false]) {
    const capabilities = structuredClone(everything);
    if (!watches) delete capabilities.workspace.didChangeWatchedFiles;
    await Editor.with({ files: { "a.c": macro }, capabilities }, async (editor) => {
      const document = await editor.open("a.c");
      assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 1);
      const tell = async (name, type) => {
        if (watches) await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri(name), type }] });
        else await new Promise((done) => setTimeout(done, 1100));
      };
      editor.write("compile_commands.json", database(editor, "-DSIZE=5"));
      await tell("compile_commands.json", 1);
      assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 5);
      editor.write("compile_commands.json", database(editor, "-DSIZE=12"));
      await tell("compile_commands.json", 2);
      assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 12);
      editor.write("compile_commands.json", "[{ broken");
      await tell("compile_commands.json", 2);
      assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 1);
      await editor.until(() => editor.messages.some((m) => m.includes("compile_commands") || m.includes("compilation database")), "word about the database");
      fs.rmSync(editor.path("compile_commands.json"));
      await tell("compile_commands.json", 3);
      const frame = await editor.frame(document, "char |local");
      assert.deepEqual(frame.flags, ["-O0", "-g"]);
    });
  }
});

test("the client over .framewalk over the database", () => Editor.with({ files: { "a.c": macro } }, async (editor) => {
  editor.write("compile_commands.json", database(editor, "-O1 -DSIZE=2"));
  const document = await editor.open("a.c");
  assert.ok((await editor.frame(document, "char |local")).flags.includes("-O1"));
  editor.write(".framewalk", "optimization: O0\nremoveFlags: -DSIZE=*\nflags: [-DSIZE=9]\n");
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri(".framewalk"), type: 1 }] });
  let frame = await editor.frame(document, "char |local");
  assert.equal(sizeOf(frame, "local"), 9);
  assert.ok(frame.flags.includes("-O0") && !frame.flags.includes("-O1"), frame.flags.join(" "));
  editor.settings = { optimization: "O0", flags: ["-USIZE", "-DSIZE=17"], inlayHints: false };
  await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await editor.until(() => editor.requests.filter((r) => r.method === "workspace/configuration").length === 2);
  await editor.text(document); // behind the answer
  frame = await editor.frame(document, "char |local");
  assert.equal(sizeOf(frame, "local"), 17);
  assert.deepEqual(await editor.hints(document), []);
}));

test("settings that are pushed, and those of initialize", () => Editor.with(
  { files: { "a.c": macro }, capabilities: {}, initializationOptions: { flags: ["-DSIZE=3"] } }, async (editor) => {
    const document = await editor.open("a.c");
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 3);
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: { framewalk: { flags: "-DSIZE=4" } } });
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 4);
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: { framewalk: { flags: 7, codeLens: false } } });
    await editor.until(() => editor.messages.some((m) => /flags: write a list/.test(m)));
    assert.deepEqual(await editor.ask("textDocument/codeLens", document), []);
  }));

test("what is wrong in .framewalk is shown there, and the rest counts", () => Editor.with(
  { files: { "a.c": macro, ".framewalk": "flags: [-DSIZE=6]\nlevel: O2\n" } }, async (editor) => {
    const document = await editor.open("a.c");
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 6);
    const shown = editor.diagnostics.get(editor.uri(".framewalk")).diagnostics;
    assert.equal(shown.length, 1);
    assert.equal(shown[0].range.start.line, 1);
    editor.write(".framewalk", "flags: [-DSIZE=7]\n");
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri(".framewalk"), type: 2 }] });
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 7);
    assert.deepEqual(editor.diagnostics.get(editor.uri(".framewalk")).diagnostics, []);
  }));

test("no flag loads code into the server's processes", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  // An editor opens the projects of strangers. Loading it would be an error, and there were no frames.
  const library = editor.path("evil.so");
  editor.write("evil.cfg", `-fplugin=${library}\n`);
  editor.write("evil.so", "no library");
  const spellings = [
    [`-fplugin=${library}`], [`-fpass-plugin=${library}`], ["-Xclang", "-load", "-Xclang", library], ["-Xclang", `-fpass-plugin=${library}`],
    [`--config=${editor.path("evil.cfg")}`], [`@${editor.path("evil.cfg")}`],
  ];
  const document = await editor.open("a.c");
  for (const flags of spellings) {
    editor.write(".framewalk", `flags: ${JSON.stringify(flags)}\n`);
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri(".framewalk"), type: 2 }] });
    assert.equal((await editor.frame(document, place)).kept, false, flags.join(" "));
  }
}));

//===--- Files ---------------------------------------------------------------

const user = '#include "size.h"\nint f(int a) {\n  char local[SIZE];\n  local[0] = (char)a;\n  return local[0];\n}\n';

test("a header's users follow it: edited, saved, changed by others, deleted", () => Editor.with(
  { files: { "a.c": user, "size.h": "#define SIZE 3\n" } }, async (editor) => {
    const document = await editor.open("a.c");
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 3);
    const header = await editor.open("size.h");
    await editor.edit(header, "3", "8"); // not saved
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 8);
    editor.write("size.h", header.getText());
    await editor.connection.sendNotification("textDocument/didSave", { textDocument: { uri: header.uri } });
    await editor.close(header);
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 8);
    editor.write("size.h", "#define SIZE 21\n");
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("size.h"), type: 2 }] });
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 21);
    fs.rmSync(editor.path("size.h"));
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("size.h"), type: 3 }] });
    assert.equal((await editor.frame(document, "char |local")).kept, true);
    // It was looked for: when it is there again, that counts.
    editor.write("size.h", "#define SIZE 5\n");
    await new Promise((done) => setTimeout(done, 1100));
    assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 5);
  }));

test("a header that is edited while its user is analysed for the first time", () => Editor.with(
  { files: { "a.c": user + slow, "size.h": "#define SIZE 3\n" } }, async (editor) => {
    const header = await editor.open("size.h");
    const document = await editor.open("a.c");
    await new Promise((done) => setTimeout(done, 50));
    await editor.edit(header, "3", "8");
    await editor.diagnosed(document);
    const frame = await editor.frame(document, "char |local");
    assert.equal(sizeOf(frame, "local"), 8);
  }));

test("a document that is deleted, never saved, or no file", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  const document = await editor.open("a.c");
  fs.rmSync(editor.path("a.c"));
  await editor.edit(document, "int local", "long local");
  assert.equal(sizeOf(await editor.frame(document, "long |local"), "local"), 8);
  const unsaved = await editor.open("no/such/folder/new.cpp", { text: simple });
  assert.equal(sizeOf(await editor.frame(unsaved, place), "local"), 4);
  const untitled = await editor.open("untitled:Untitled-1", { text: dangling, language: "c" });
  assert.equal(sizeOf(await editor.frame(untitled, place), "local"), 4);
  const found = await editor.diagnosed(untitled);
  assert.equal(found[0].relatedInformation[0].location.uri, untitled.uri);
  const actions = await editor.ask("textDocument/codeAction", untitled, { range: found[0].range, context: { diagnostics: found } });
  assert.deepEqual([...new Set(actions.flatMap((action) => Object.keys(action.edit.changes)))], [untitled.uri]);
  const git = await editor.open("git:/a.c?ref", { text: simple, language: "c" });
  assert.deepEqual(await editor.hints(git), []);
}));

test("files outside of the workspace, with a database and headers of their own", () => Editor.with({ files: { "a.c": simple, ".framewalk": "flags: [-DSIZE=99]\n" } }, async (editor) => {
  const outside = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "framewalk-outside-")));
  try {
    const name = (file) => pathToFileURL(path.join(outside, file)).href;
    fs.writeFileSync(path.join(outside, "size.h"), "#define MORE 1\n");
    fs.writeFileSync(path.join(outside, "compile_commands.json"), JSON.stringify([{ directory: outside, file: "far.c", command: "cc -DSIZE=6 -c far.c" }]));
    const text = macro.replace("char local[SIZE]", "char local[SIZE + MORE]");
    const far = await editor.open(name("far.c"), { text: '#include "size.h"\n' + text, language: "c" });
    assert.equal(sizeOf(await editor.frame(far, "char |local"), "local"), 7);
    const header = await editor.open(name("size.h"), { text: "#define MORE 4\n", language: "c" });
    assert.equal(sizeOf(await editor.frame(far, "char |local"), "local"), 10);
    await editor.close(header);
    assert.equal(sizeOf(await editor.frame(far, "char |local"), "local"), 7);
  } finally {
    fs.rmSync(outside, { recursive: true });
  }
}));

test("a document that is renamed", () => Editor.with({ files: { "a.c": dangling } }, async (editor) => {
  editor.write("compile_commands.json", database(editor, "-DOLD"));
  const document = await editor.open("a.c");
  const [old] = await editor.diagnosed(document);
  assert.equal(old.code, "framewalk-dangling-return");
  // Under it: the editor does not know yet, and goes on with the old name.
  fs.renameSync(editor.path("a.c"), editor.path("b.c"));
  await editor.edit(document, "int local", "\n  int local");
  assert.equal((await editor.frame(document, place)).range.start.line, 0);
  assert.equal((await editor.diagnosed(document))[0].range.start.line, old.range.start.line + 1);
  // As editors do it, once they know; the database names it when it is made anew.
  await editor.close(document);
  await editor.until(() => editor.diagnostics.get(document.uri).diagnostics.length === 0);
  const renamed = await editor.open("b.c");
  const found = await editor.diagnosed(renamed);
  assert.equal(found[0].range.start.line, old.range.start.line);
  for (const related of found[0].relatedInformation) assert.equal(related.location.uri, renamed.uri);
  editor.write("compile_commands.json", database(editor, "-DNEW").replaceAll("a.c", "b.c"));
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("compile_commands.json"), type: 2 }] });
  assert.ok((await editor.frame(renamed, place)).flags.includes("-DNEW"));
}));

test("a header that is renamed", () => Editor.with({ files: { "a.c": user, "size.h": "#define SIZE 3\n" } }, async (editor) => {
  const document = await editor.open("a.c");
  assert.equal(sizeOf(await editor.frame(document, "char |local"), "local"), 3);
  fs.renameSync(editor.path("size.h"), editor.path("bytes.h"));
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("size.h"), type: 3 }, { uri: editor.uri("bytes.h"), type: 1 }] });
  assert.equal((await editor.frame(document, "char |local")).kept, true);
  await editor.edit(document, "size.h", "bytes.h");
  const frame = await editor.frame(document, "char |local");
  assert.equal(frame.kept, false);
  assert.equal(sizeOf(frame, "local"), 3);
}));

test("the folder is renamed, and deleted", () => Editor.with({ files: { "sub/a.c": user, "sub/size.h": "#define SIZE 3\n" } }, async (editor) => {
  editor.write("sub/compile_commands.json", JSON.stringify([{ directory: editor.path("sub"), file: "a.c", command: "cc -DX -c a.c" }]));
  const document = await editor.open("sub/a.c");
  assert.ok((await editor.frame(document, "char |local")).flags.includes("-DX"));
  fs.renameSync(editor.path("sub"), editor.path("other"));
  await new Promise((done) => setTimeout(done, 1100)); // nobody tells
  assert.equal((await editor.frame(document, "char |local")).kept, true, "its header is not there");
  const moved = await editor.open("other/a.c");
  assert.equal(sizeOf(await editor.frame(moved, "char |local"), "local"), 3);
  fs.rmSync(editor.path("other"), { recursive: true });
  await editor.change(moved, [{ text: simple }]);
  const frame = await editor.frame(moved, place);
  assert.equal(frame.kept, false);
  assert.deepEqual(frame.flags, ["-O0", "-g"]);
}));

test("a header is a document, too", () => Editor.with(
  { files: { "a.cpp": '#include "h.h"\nint g(void) { return f(1); }\n', "h.h": "inline int f(int a) {\n  char local[7];\n  return local[0] = char(a);\n}\n" } }, async (editor) => {
    editor.write("compile_commands.json", JSON.stringify([{ directory: editor.folder, file: "a.cpp", command: "c++ -std=c++20 -c a.cpp" }]));
    const header = await editor.open("h.h", { language: "cpp" });
    assert.equal(sizeOf(await editor.frame(header, "char |local"), "local"), 7);
  }));

const bad = "static inline int *bad(void) {\n  int local = 1;\n  int *p = &local;\n  return p;\n}\n";
const good = "static inline int *bad(void) {\n  static int local = 1;\n  return &local;\n}\n";

test("findings in a header, once, as long as somebody who is open includes it", () => Editor.with(
  { files: { "a.c": '#include "h.h"\nvoid use(int *);\nvoid f(void) { use(bad()); }\n', "b.c": '#include "h.h"\nvoid use(int *);\nvoid g(void) { use(bad()); }\n', "h.h": bad } }, async (editor) => {
    const inHeader = () => editor.diagnostics.get(editor.uri("h.h"))?.diagnostics ?? [];
    const rules = () => inHeader().map((one) => `${one.range.start.line} ${one.code}`);
    const a = await editor.open("a.c");
    const own = await editor.diagnosed(a);
    await editor.until(() => rules().join() === "3 framewalk-dangling-return", "the header's finding");
    assert.equal(editor.diagnostics.get(editor.uri("h.h")).version, undefined, "it is not open");
    assert.deepEqual(inHeader()[0].range, { start: { line: 3, character: 2 }, end: { line: 3, character: 8 } }, "its return");
    assert.deepEqual(inHeader()[0].relatedInformation.map((each) => each.location.uri).filter((uri) => uri !== editor.uri("h.h")), []);
    assert.ok(own.every((one) => one.code !== "framewalk-dangling-return"), "it is not in a.c as well");
    const b = await editor.open("b.c");
    await editor.diagnosed(b);
    assert.deepEqual(rules(), ["3 framewalk-dangling-return"]);
    await editor.close(a);
    await editor.until(() => editor.diagnostics.get(a.uri).diagnostics.length === 0);
    await editor.text(b);
    assert.deepEqual(rules(), ["3 framewalk-dangling-return"]);
    // The header itself: with its version, and not twice.
    const header = await editor.open("h.h");
    await editor.diagnosed(header);
    await editor.frame(b, "void |g");
    assert.deepEqual(rules(), ["3 framewalk-dangling-return"]);
    // An edit moves it; one that is not saved mends it.
    await editor.edit(header, "static inline", "\n\nstatic inline");
    await editor.until(() => rules().join() === "5 framewalk-dangling-return", "the finding two lines below");
    await editor.frame(b, "void |g");
    assert.deepEqual(rules(), ["5 framewalk-dangling-return"]);
    await editor.change(header, [{ text: good }]);
    await editor.until(() => rules().length === 0, "no finding in the header");
    await editor.frame(b, "void |g");
    assert.deepEqual(rules(), []);
    // Closed, it is what is on the disk.
    await editor.close(header);
    await editor.until(() => rules().join() === "3 framewalk-dangling-return", "the finding of the file");
    await editor.close(b);
    await editor.until(() => rules().length === 0, "nothing of a header that nobody includes");
  }));

test("open twice, changed when closed, versions that go back", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  const document = await editor.open("a.c");
  const again = await editor.open("a.c", { text: simple.replace("int local", "short local") });
  assert.equal(sizeOf(await editor.frame(again, "short |local"), "local"), 2);
  await editor.connection.sendNotification("textDocument/didChange", { textDocument: { uri: again.uri, version: -3 }, contentChanges: [{ text: simple }] });
  const frame = await editor.frame(document, place);
  assert.equal(sizeOf(frame, "local"), 4);
  assert.equal(frame.version, -3);
  await editor.close(document);
  await editor.close(document);
  await editor.connection.sendNotification("textDocument/didChange", { textDocument: { uri: again.uri, version: 9 }, contentChanges: [{ text: simple }] });
  await assert.rejects(editor.hover(document, place), /not open/);
}));

//===--- Sources that no compiler likes ---------------------------------------

test("a source that kills the compiler ends nothing else", () => Editor.with({ files: { "good.c": simple } }, async (editor) => {
  const good = await editor.open("good.c");
  for (const [i, pragma] of ["crash", "llvm_fatal_error", "parser_crash"].entries()) {
    const bad = await editor.open(`bad${i}.c`, { text: `${simple}` });
    assert.equal((await editor.frame(bad, place)).kept, false);
    await editor.edit(bad, "int f", `#pragma clang __debug ${pragma}\nint f`);
    await editor.diagnosed(bad);
    assert.equal((await editor.frame(bad, place)).kept, true);
    assert.equal((await editor.frame(good, place)).kept, false);
    await editor.edit(bad, `#pragma clang __debug ${pragma}\n`, "");
    assert.equal((await editor.frame(bad, place)).kept, false);
  }
}));

test("an analysis that does not end is ended by the next edit", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  const document = await editor.open("a.c");
  await editor.diagnosed(document);
  // Clang calls itself for ever here, without a stack.
  await editor.edit(document, "int f", "#pragma clang __debug overflow_stack\nint f");
  const before = Date.now();
  assert.equal(await editor.frame(document, place), null);
  assert.ok(Date.now() - before < 2500);
  await editor.edit(document, "#pragma clang __debug overflow_stack\n", "");
  assert.equal((await editor.frame(document, place)).kept, false);
}));

test("a source that is too deep for the parser's stack", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  const deep = await editor.open("deep.c", { text: `int f(int x) { return ${"~".repeat(600_000)}x; }` });
  await editor.diagnosed(deep);
  assert.match((await editor.until(() => editor.analyzed[0])).message, /crashed/);
  const document = await editor.open("a.c");
  assert.equal((await editor.frame(document, place)).kept, false);
}));

test("nothing that the compiler prints is in the protocol", () => Editor.with(
  { files: { "a.c": '#pragma message("hello")\n' + simple }, initializationOptions: { flags: ["-v", "-ftime-report", "-H", "-Rpass=.*", "-mllvm", "-stats", "-E", "-M", "-o", "-"] } }, async (editor) => {
    const document = await editor.open("a.c");
    assert.equal((await editor.frame(document, place))?.kept, false);
  }));

test("code that hardly ever compiles", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  const document = await editor.open("a.c", { text: "int" });
  for (const letter of simple.slice(3)) {
    const end = document.positionAt(document.getText().length);
    await editor.change(document, [{ range: { start: end, end }, text: letter }]);
    if (letter === "\n") await editor.ask("textDocument/documentSymbol", document);
  }
  assert.equal(displacement(await editor.frame(document, place), "local"), -8);
}));

test("flags that clang refuses, and sources that are none", () => Editor.with({ files: { "a.c": simple } }, async (editor) => {
  editor.write("compile_commands.json", database(editor, "--no-such-flag -target nowhere -march=nothing"));
  const document = await editor.open("a.c");
  assert.equal(await editor.frame(document, place), null);
  await editor.until(() => editor.analyzed.some((each) => each.state === "none" && each.message));
  await editor.until(() => editor.messages.some((message) => message.includes("a.c")));
  for (const text of ["", "\0\0\0", "\ufeffint f(void) { return 0; }", "𝕚𝕟𝕥 f;", "#include __FILE__\n", "#define A A A\nA", "x".repeat(200_000), "(".repeat(20_000)]) {
    const odd = await editor.open("odd.c", { text });
    await editor.ask("textDocument/documentSymbol", odd);
    assert.equal(await editor.text(odd), text);
    await editor.close(odd);
  }
}));
