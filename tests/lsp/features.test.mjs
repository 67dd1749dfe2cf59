// What the server answers, to a client that can do everything.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Editor, displacement, everything } from "./editor.mjs";

const dangling = fs.readFileSync(path.join(process.env.TESTDATA, "dangling.c"), "utf8");
const files = { "dangling.c": dangling };

test("says what it can do", () => Editor.with({ files }, async (editor) => {
  const can = editor.server.capabilities;
  assert.equal(editor.server.serverInfo.name, "framewalk");
  assert.equal(can.positionEncoding, "utf-16");
  for (const provider of ["hoverProvider", "inlayHintProvider", "codeLensProvider", "documentSymbolProvider", "codeActionProvider"])
    assert.ok(can[provider], provider);
  assert.deepEqual(can.executeCommandProvider.commands, ["framewalk.openReport"]);
}));

test("hovers", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  assert.match(await editor.hover(document, "char |text[6]"), /framewalk/);
  assert.match(await editor.hover(document, "char |text[6]"), /rbp-0x7|rbp - 7|-7/);
  assert.match(await editor.hover(document, "char *|greeting"), /23 bytes/);
  assert.equal(await editor.hover(document, "// The |README"), null);
}));

test("inlay hints, all and of a range", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  const hints = await editor.hints(document);
  const text = hints.find((hint) => hint.position.line === editor.place(document, "text[6]").line);
  assert.match(JSON.stringify(text.label), /rbp-0x7, 6 B/);
  const few = await editor.hints(document, { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } });
  assert.equal(few.length, 1);
}));

test("code lenses and symbols", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  const lenses = await editor.ask("textDocument/codeLens", document);
  assert.equal(lenses.length, 3);
  assert.match(lenses[0].command.title, /23 bytes/);
  const symbols = await editor.ask("textDocument/documentSymbol", document);
  assert.deepEqual(symbols.map((symbol) => symbol.name.split(":")[0]), ["greeting", "square", "main"]);
  assert.ok(symbols[0].children.some((child) => child.name.startsWith("text")));
}));

test("diagnostics with related places, and a fix that ends them", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("left.c", { text: "int *kept;\nvoid keep(void) {\n  int local = 1;\n  kept = &local;\n}\n" });
  const found = await editor.diagnosed(document);
  const finding = found.find((diagnostic) => diagnostic.code === "framewalk-dangling-global");
  assert.equal(finding.source, "framewalk");
  assert.ok(finding.relatedInformation.length >= 1);
  for (const related of finding.relatedInformation) assert.equal(related.location.uri, document.uri);
  const actions = await editor.ask("textDocument/codeAction", document, { range: finding.range, context: { diagnostics: found } });
  assert.ok(actions.length > 0);
  const fix = actions.find((action) => action.edit && !/NOLINT|suppress/i.test(action.title));
  assert.ok(fix, JSON.stringify(actions.map((action) => action.title)));
  const edits = fix.edit.changes[document.uri];
  await editor.change(document, [{ text: TextDocument.applyEdits(document, edits) }]);
  assert.deepEqual(await editor.diagnosed(document), []);
}));

test("the report opens at the cursor", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  const run = (argument) => editor.connection.sendRequest("workspace/executeCommand", { command: "framewalk.openReport", arguments: [argument] });
  const report = await run({ uri: document.uri, position: editor.place(document, "char |text[6]") });
  const shown = await editor.until(() => editor.requests.find((r) => r.method === "window/showDocument"));
  assert.equal(shown.params.uri, report.uri);
  assert.equal(fileURLToPath(report.uri.split("#")[0]), report.path);
  assert.match(report.anchor, /^greeting\/slot\d+$/);
  const html = fs.readFileSync(report.path, "utf8");
  assert.ok(html.includes(`id="${report.anchor}"`));
  assert.ok(html.includes("return text;"));
  // The lens asks for the same.
  const lenses = await editor.ask("textDocument/codeLens", document);
  assert.equal((await run(lenses[0].command.arguments[0])).anchor, "greeting");
  await assert.rejects(run({ uri: "file:///not/open.c" }), /open document/);
  await assert.rejects(editor.connection.sendRequest("workspace/executeCommand", { command: "rm" }), /no such command/);
}));

test("framewalk/frame is what explain says", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  const frame = await editor.frame(document, "char |text[6]");
  const json = JSON.parse(execFileSync(process.env.FRAMEWALK, ["explain", "dangling.c", "--format=json", "--", "-O0", "-g"], { cwd: editor.folder }));
  const explained = json.units[0].functions.find((f) => f.name === "greeting");
  assert.deepEqual({ ...frame.function, file: "" }, { ...explained, file: "" });
  assert.equal(frame.version, 1);
  assert.equal(frame.kept, false);
  assert.equal(displacement(frame, "text"), -7);
  assert.equal(frame.function.frame.slots.find((slot) => slot.id === frame.slot).occupants[0].name, "text");
  assert.equal(frame.range.start.line, editor.place(document, "greeting").line);
  assert.equal(await editor.frame(document, "// The |README"), null);
}));

test("an answer is about the text as it is when it is asked", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  for (let size = 7; size < 40; size += 3) {
    await editor.edit(document, /text\[\d+\]/.exec(document.getText())[0], `text[${size}]`);
    const frame = await editor.frame(document, "char |text[");
    assert.equal(frame.function.frame.slots.find((slot) => slot.id === frame.slot).size, size);
    assert.equal(frame.version, document.version);
  }
}));

test("code that does not compile keeps the last frames, marked, where lines are the same", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  await editor.diagnosed(document);
  await editor.edit(document, "// The", "int broken(;\n\n// The");
  const frame = await editor.frame(document, "char |text[6]");
  assert.equal(frame.kept, true);
  assert.equal(displacement(frame, "text"), -7);
  assert.equal(frame.range.start.line, 3);
  assert.match(await editor.hover(document, "char |text[6]"), /last version that compile/);
  for (const lens of await editor.ask("textDocument/codeLens", document)) assert.match(lens.command.title, /last version that compiled/);
  const hints = (await editor.diagnosed(document)).filter((each) => each.severity === 4);
  assert.deepEqual(hints.map((each) => each.message.split(":")[0]), ["this version has no frames, for it does not compile"]);
  const hint = (await editor.hints(document)).find((h) => h.position.line === editor.place(document, "text[6]").line);
  assert.match(JSON.stringify(hint.label), /was rbp-0x7/);
  // A line that is another one now has nothing.
  await editor.edit(document, "char text[6]", "char text[9]");
  assert.equal(await editor.hover(document, "char |text[9]"), null);
  await editor.edit(document, "int broken(;", "");
  const fresh = await editor.frame(document, "char |text[9]");
  assert.equal(fresh.kept, false);
  assert.equal(displacement(fresh, "text"), -10);
  assert.deepEqual(editor.analyzed.map((each) => each.state).filter((state, i, all) => state !== all[i - 1]), ["fresh", "kept", "fresh"]);
}));

test("hints and lenses are asked for anew", () => Editor.with({ files }, async (editor) => {
  await editor.open("dangling.c");
  await editor.until(() => editor.requests.some((r) => r.method === "workspace/inlayHint/refresh"));
  await editor.until(() => editor.requests.some((r) => r.method === "workspace/codeLens/refresh"));
}));

test("closing takes the diagnostics away", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("dangling.c");
  assert.ok((await editor.diagnosed(document)).length > 0);
  await editor.close(document);
  await editor.until(() => editor.diagnostics.get(document.uri).diagnostics.length === 0);
  await assert.rejects(editor.hover(document, "text"), /not open/);
}));

test("positions in UTF-8 where the client offers it", () => Editor.with(
  { files, capabilities: { ...everything, general: { positionEncodings: ["utf-8", "utf-16"] } } }, async (editor) => {
    assert.equal(editor.server.capabilities.positionEncoding, "utf-8");
    const text = "int f(void) {\n  /* 😀é */ int local = 1;\n  return local;\n}\n";
    const document = await editor.open("emoji.c", { text });
    const hint = (await editor.hints(document))[0];
    assert.equal(hint.position.character, Buffer.byteLength("  /* 😀é */ int local"));
    // In the middle of the emoji: nothing breaks.
    await editor.connection.sendNotification("textDocument/didChange", { textDocument: { uri: document.uri, version: 2 },
      contentChanges: [{ range: { start: { line: 1, character: 6 }, end: { line: 1, character: 7 } }, text: "x" }] });
    assert.equal(await editor.text(document), text.replace("😀", "x😀"));
  }));

test("positions in UTF-16", () => Editor.with({ files }, async (editor) => {
  const document = await editor.open("emoji.c", { text: "int f(void) {\r\n  /* 😀é */ int local = 1;\r\n  return local;\r\n}\r\n" });
  const hint = (await editor.hints(document))[0];
  assert.equal(hint.position.character, "  /* 😀é */ int local".length);
  assert.ok(await editor.hover(document, "int |local"));
}));

test("texts are those of the protocol's own implementation", () => Editor.with({ files: {} }, async (editor) => {
  let state = 1;
  const random = (most) => (state = (state * 48271) % 2147483647) % most;
  const pieces = ["a", "\n", "\r\n", "😀", "é", "int x;\n", "", "日本"];
  const document = await editor.open("random.c", { text: "one\r\ntwo 😀\nthree" });
  for (let i = 0; i < 2000; ++i) {
    // Anywhere but inside of a character, where that one would cut it.
    const offset = () => {
      const at = random(document.getText().length + 1);
      return /^[\udc00-\udfff]/.test(document.getText().slice(at)) ? at - 1 : at;
    };
    const [begin, end] = [offset(), offset()].sort((a, b) => a - b);
    const text = Array.from({ length: random(5) }, () => pieces[random(pieces.length)]).join("");
    const range = { start: document.positionAt(begin), end: document.positionAt(Math.min(end, begin + 20)) };
    await editor.change(document, [{ range, text }]);
    if (i % 20 === 0) assert.equal(await editor.text(document), document.getText());
  }
  assert.equal(await editor.text(document), document.getText());
}));

test("several documents at once", () => Editor.with({ files: {} }, async (editor) => {
  const documents = [];
  for (let i = 1; i <= 8; ++i) documents.push(await editor.open(`f${i}.c`, { text: `int f(void) { char local[${i}]; return local[0] = 1; }\n` }));
  // Lists wait for an analysis as long as it takes, a cursor for a second.
  const frames = await Promise.all(documents.map(async (document) => (await editor.hints(document), editor.frame(document, "char |local"))));
  assert.deepEqual(frames.map((frame) => frame.function.frame.slots.find((slot) => slot.id === frame.slot).size), [1, 2, 3, 4, 5, 6, 7, 8]);
}));
