// The extension as it is packaged, in a stand-in for the editor (editor.cjs), with
// the real language server.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);
const { createEditor, Range, Uri } = require("./editor.cjs");
const { FRAMEWALK, EXTENSION, TESTDATA, MESSAGES } = process.env;
const manifest = JSON.parse(readFileSync(path.join(EXTENSION, "package.json"), "utf8"));

let editor, folder, extension, context;
const loadAsEver = Module._load;
Module._load = (name, ...more) => (name === "vscode" ? editor.module : loadAsEver(name, ...more));

/** A fresh extension in a fresh editor. */
async function start(settings = {}) {
  folder = mkdtempSync(path.join(tmpdir(), "framewalk vscode ü-"));
  editor = createEditor(manifest, folder);
  editor.settings = { path: FRAMEWALK, ...settings };
  const file = path.join(EXTENSION, manifest.main);
  delete require.cache[require.resolve(file)];
  extension = require(file);
  context = { subscriptions: [], extensionUri: Uri.file(EXTENSION) };
  await extension.activate(context);
}

async function stop() {
  await extension.deactivate();
  for (const one of context.subscriptions) one.dispose();
  rmSync(folder, { recursive: true });
}

function openCopy(name, text) {
  const file = path.join(folder, path.basename(name));
  if (text === undefined) copyFileSync(path.join(TESTDATA, name), file);
  else writeFileSync(file, text);
  return editor.open(file, file.endsWith(".c") ? "c" : "cpp");
}

/** What `look` finds, as soon as it finds something. */
async function eventually(what, look, limit = 20_000) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end)
      throw new Error(
        `not within ${limit} ms: ${what}\nlog: ${editor.log}\nmessages: ${JSON.stringify(editor.shown)}`,
      );
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The language server: our only child. */
const serverProcess = () => Number(readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8"));

const status = () => editor.statusItems[0];
const last = (view) => view.messages.at(-1);
/** The page and the messages, for webview.test.mjs. */
const recorded = { html: "", messages: [] };
after(() => writeFileSync(MESSAGES, JSON.stringify(recorded)));

test("with a server", async (t) => {
  await start();
  const document = openCopy("sum.c");
  editor.show(document);

  await t.test("the status item says when frames are those of the text", async () => {
    assert.equal(status().visible, true);
    await eventually("fresh", () => status().text.includes("$(layers)"));
    assert.match(status().accessibilityInformation.label, /text as it is/);
  });

  await t.test("hovers, hints and lenses come from framewalk", async () => {
    const [hover] = await eventually("a hover", async () => {
      const all = await editor.ask("HoverProvider", "provideHover", document, document.find("total = 0"));
      return all.length && all;
    });
    const said = hover.contents.map((part) => part.value ?? part).join("\n");
    assert.match(said, /framewalk/);
    assert.match(said, /4 B|4 bytes/);
    const hints = await editor.ask(
      "InlayHintsProvider",
      "provideInlayHints",
      document,
      new Range(0, 0, 8, 0),
    );
    assert.ok(hints.length >= 6, `${hints.length} hints`);
    const lenses = await editor.ask("CodeLensProvider", "provideCodeLenses", document);
    assert.match(JSON.stringify(lenses), /80 B|80 bytes/);
  });

  await t.test("beside another server: nothing is taken over", () => {
    const registered = Object.keys(editor.providers).filter((kind) => editor.providers[kind].length);
    const additive = [
      "CodeActionsProvider",
      "CodeLensProvider",
      "DocumentSymbolProvider",
      "HoverProvider",
      "InlayHintsProvider",
    ];
    assert.deepEqual(registered.sort(), additive);
  });

  await t.test("the side view follows the cursor", async () => {
    const view = editor.openView("framewalk.frame");
    recorded.html = view.webview.html;
    assert.match(view.webview.html, /Content-Security-Policy" content="default-src 'none'/);
    // Outside of functions there is none.
    editor.moveTo(document.find("int digits"));
    await eventually("no function", () => last(view)?.type === "none");
    recorded.messages.push(last(view));
    editor.moveTo(document.find("total = 0", 2));
    const { answer } = await eventually("a frame", () => last(view).type === "frame" && last(view));
    assert.equal(answer.function.name, "sum");
    assert.equal(answer.function.frame.size.max, 80);
    assert.equal(answer.kept, false);
    const slotOf = (name) =>
      answer.function.frame.slots.find((slot) => slot.occupants.some((o) => o.name === name)).id;
    assert.equal(answer.slot, slotOf("total"));
    recorded.messages.push(last(view));
    // The same frame is not drawn again.
    editor.moveTo(document.find("buf[16]", 1));
    await eventually("another slot", () => last(view).type === "slot");
    assert.equal(last(view).slot, slotOf("buf"));
    recorded.messages.push(last(view));

    // A click leads to the declaration.
    const digit = answer.function.frame.slots[slotOf("digit")].occupants[0];
    view.say({ type: "reveal", line: digit.line, column: digit.column });
    const { document: shown, options } = await eventually("the declaration", () => editor.revealed.at(-1));
    assert.equal(shown, document);
    assert.deepEqual({ ...options.selection.start }, { ...document.find("digit = *at") });

    // Where nobody looks, nobody asks.
    const count = view.messages.length;
    view.setVisible(false);
    editor.moveTo(document.find("length = digits"));
    await new Promise((done) => setTimeout(done, 300));
    assert.equal(view.messages.length, count);
    view.setVisible(true);
    await eventually("the slot of length", () => last(view).slot === slotOf("length"));
    // A terminal or the view itself takes the focus: the frame stays.
    editor.show(undefined);
    await new Promise((done) => setTimeout(done, 200));
    assert.equal(last(view).slot, slotOf("length"));
    // A click there still leads to the frame's own file.
    const other = openCopy("other.c", "int other;\n");
    editor.show(other);
    const buf = answer.function.frame.slots[slotOf("buf")].occupants[0];
    const before = editor.revealed.length;
    view.say({ type: "reveal", line: buf.line, column: buf.column });
    await eventually("the declaration of buf", () => editor.revealed.length > before);
    assert.equal(editor.revealed.at(-1).document, document);
    assert.deepEqual({ ...editor.revealed.at(-1).options.selection.start }, { ...document.find("buf[16]") });
    editor.close(other);
    editor.show(document, document.find("total = 0"));
  });

  await t.test("code that does not compile keeps its last frames, marked as such", async () => {
    const view = editor.openView("framewalk.frame");
    await eventually("a frame", () => last(view)?.type === "frame");
    const at = document.find("return total");
    editor.replace(document, at, at, "nonsense ");
    await eventually("kept", () => status().text.includes("$(warning)"));
    await eventually("a kept frame", () => last(view).type === "frame" && last(view).answer.kept);
    recorded.messages.push(last(view));
    editor.replace(document, at, document.find("return total"), "");
    await eventually("fresh", () => status().text.includes("$(layers)"));
    await eventually("a new frame", () => last(view).type === "frame" && !last(view).answer.kept);
  });

  await t.test("the report opens at the cursor, and from a code lens", async () => {
    await editor.commands.get("framewalk.openReportAtCursor")();
    assert.equal(editor.opened.length, 1, JSON.stringify(editor.shown));
    const [{ command }] = await editor.ask("CodeLensProvider", "provideCodeLenses", document);
    await editor.commands.get(command.command)(...command.arguments);
    await eventually("the lens's report", () => editor.opened.length === 2);
    assert.match(decodeURIComponent(editor.opened[1]), /#sum/);
    const [url, anchor] = editor.opened[0].split("#");
    assert.match(decodeURIComponent(anchor), /^sum/);
    assert.match(readFileSync(new URL(url), "utf8"), /<!doctype html>/i);
  });

  await t.test("settings reach the server", async () => {
    const view = editor.openView("framewalk.frame");
    await eventually("a frame", () => last(view)?.type === "frame");
    editor.set("optimization", "O2");
    const { answer } = await eventually(
      "a frame at -O2",
      () => last(view).type === "frame" && last(view).answer.flags.includes("-O2") && last(view),
    );
    assert.ok(
      answer.function.variables.some((variable) => !variable.slots.length),
      "everything is in the frame at -O2",
    );
    recorded.messages.push(last(view));
    editor.set("inlayHints", false);
    await eventually(
      "no hints",
      async () =>
        (await editor.ask("InlayHintsProvider", "provideInlayHints", document, new Range(0, 0, 8, 0)))
          .length === 0,
    );
    editor.set("optimization", "");
    await eventually(
      "a frame at -O0 again",
      () => last(view).type === "frame" && !last(view).answer.flags.includes("-O2"),
    );
    // None of ours is one that the server does not know.
    assert.doesNotMatch(editor.log + JSON.stringify(editor.shown), /no such setting/);
  });

  await t.test("problems, and their fixes", async () => {
    const dangling = openCopy("dangling.c");
    editor.show(dangling);
    const found = await eventually(
      "problems",
      () =>
        editor.diagnostics.get(dangling.uri.toString())?.length &&
        editor.diagnostics.get(dangling.uri.toString()),
    );
    assert.ok(
      found.some(
        (one) =>
          JSON.stringify(one.code ?? "").includes("framewalk-dangling-return") ||
          one.message.includes("dangling-return"),
      ),
      JSON.stringify(found),
    );
    const problem = found.find((one) => one.message.includes("text"));
    const actions = await editor.ask("CodeActionsProvider", "provideCodeActions", dangling, problem.range, {
      diagnostics: [problem],
      triggerKind: 1,
    });
    const fix = actions.find((action) => action.edit);
    assert.ok(fix, JSON.stringify(actions));
    assert.match(JSON.stringify(fix.edit.edits), /dangling\.c.*newText/);
    editor.close(dangling);
    await eventually(
      "no problems of a closed file",
      () => !editor.diagnostics.get(dangling.uri.toString())?.length,
    );
    editor.show(document, document.find("total = 0"));
  });

  await t.test("columns behind letters of several bytes", async () => {
    const wide = openCopy("wide.cpp", "int f(int n) {\n  /* äöü 😀 */ int number = n; return number;\n}\n");
    editor.show(wide, wide.find("number = n"));
    const view = editor.openView("framewalk.frame");
    const { answer } = await eventually(
      "a frame",
      () => last(view)?.type === "frame" && last(view).answer.function.name === "f" && last(view),
    );
    const slot = answer.function.frame.slots[answer.slot];
    const [occupant] = slot.occupants;
    assert.equal(occupant.name, "number");
    view.say({ type: "reveal", line: occupant.line, column: occupant.column });
    await eventually("the declaration", () => editor.revealed.at(-1)?.document === wide);
    assert.deepEqual({ ...editor.revealed.at(-1).options.selection.start }, { ...wide.find("number = n") });
    editor.show(document, document.find("total = 0"));
  });

  await t.test("a restart, and the frames are there again", async () => {
    const view = editor.openView("framewalk.frame");
    await eventually("a frame", () => last(view)?.type === "frame");
    await editor.commands.get("framewalk.restart")();
    await eventually("a frame of the new server", () => last(view).type === "frame");
    await eventually("fresh", () => status().text.includes("$(layers)"));
  });

  await t.test("a server that crashes is started again", async () => {
    const view = editor.openView("framewalk.frame");
    await eventually("a frame", () => last(view)?.type === "frame");
    process.kill(serverProcess(), "SIGKILL");
    await eventually("not running", () => !status().text.includes("$(layers)"));
    await eventually("running again", () => status().text.includes("$(layers)"));
    const count = view.messages.length;
    editor.moveTo(document.find("digit = *at"));
    await eventually("an answer", () => view.messages.length > count);
    assert.notEqual(last(view).type, "none");
  });

  await stop();
  assert.equal(editor.commands.size, 0, "commands stay behind");
});

test("without the program there is a message that says what to do", async () => {
  await start({ path: "/nowhere/framewalk" });
  const document = openCopy("sum.c");
  editor.show(document);
  const [message] = editor.shown;
  assert.equal(message.kind, "Error");
  assert.match(message.text, /no framewalk at "\/nowhere\/framewalk".*settings/);
  assert.deepEqual(message.choices, ["Open Settings", "Try Again"]);
  assert.match(status().text, /\$\(error\)/);
  const view = editor.openView("framewalk.frame");
  await eventually("the reason in the view", () => last(view)?.reason === message.text);
  recorded.messages.push(last(view));
  await editor.commands.get("framewalk.openReportAtCursor")();
  assert.match(editor.shown.at(-1).text, /not running/);
  // It is put right: everything works without opening the window again.
  editor.set("path", FRAMEWALK);
  await eventually("a frame", () => status().text.includes("$(layers)"));
  await stop();
});

test("a program that is too old, or another", async () => {
  const script = path.join(mkdtempSync(path.join(tmpdir(), "framewalk-")), "framewalk");
  const says = (text) => {
    writeFileSync(script, `#!/bin/sh\necho '${text}'\n`);
    chmodSync(script, 0o755);
  };
  says("framewalk 0.0.9 with clang 21.1.0");
  await start({ path: script });
  assert.match(editor.shown[0].text, /framewalk 0\.0\.9 .* is too old .* needs 0\.1\.0/);
  // The version is right, and it is no language server.
  says("framewalk 0.1.0 with clang 22.1.8");
  await editor.commands.get("framewalk.restart")();
  assert.match(editor.shown[1].text, /framewalk 0\.1\.0 .* is too old/);
  editor.answers = (text, choices) => choices[0];
  says("something else");
  await editor.commands.get("framewalk.restart")();
  assert.match(editor.shown[2].text, /is not framewalk/);
  await eventually("the settings", () =>
    editor.executed.some(
      ([name, what]) => name === "workbench.action.openSettings" && what === "framewalk.path",
    ),
  );
  await stop();
});

test("the manifest: what is contributed is there", () => {
  const source = readFileSync(path.join(EXTENSION, manifest.main), "utf8");
  for (const { command } of manifest.contributes.commands)
    assert.ok(source.includes(`"${command}"`), command);
  for (const [, { markdownDescription }] of Object.entries(manifest.contributes.configuration.properties))
    assert.ok(markdownDescription);
  const readme = readFileSync(path.join(EXTENSION, "README.md"), "utf8");
  for (const key of Object.keys(manifest.contributes.configuration.properties))
    if (!key.includes("trace")) assert.ok(readme.includes(`\`${key}\``), `the readme lacks ${key}`);
});
