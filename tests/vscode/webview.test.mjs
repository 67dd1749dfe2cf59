// The side view's page in chromium, as the extension makes it, with the messages
// that the extension has sent and others.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { chromium } from "playwright-core";

const { CHROMIUM, EXTENSION, FRAMES, MESSAGES, SCREENSHOTS } = process.env;
const { html, messages } = JSON.parse(readFileSync(MESSAGES, "utf8"));
/** Functions of testdata, as `framewalk explain --format=json` has them. */
const functions = JSON.parse(readFileSync(FRAMES, "utf8"));
const axeSource = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

// Some of what the editor's own themes set.
const themes = {
  light: {
    kind: "vscode-light",
    "--vscode-sideBar-background": "#f8f8f8",
    "--vscode-foreground": "#3b3b3b",
    "--vscode-descriptionForeground": "#5f5f5f",
    "--vscode-textLink-foreground": "#005fb8",
    "--vscode-focusBorder": "#005fb8",
  },
  dark: {
    kind: "vscode-dark",
    "--vscode-sideBar-background": "#181818",
    "--vscode-foreground": "#cccccc",
    "--vscode-descriptionForeground": "#9d9d9d",
    "--vscode-textLink-foreground": "#4daafc",
    "--vscode-focusBorder": "#0078d4",
  },
  contrast: {
    kind: "vscode-high-contrast",
    "--vscode-sideBar-background": "#000000",
    "--vscode-foreground": "#ffffff",
    "--vscode-descriptionForeground": "#ffffff",
    "--vscode-textLink-foreground": "#21a6ff",
    "--vscode-focusBorder": "#f38518",
    "--vscode-contrastBorder": "#6fc3df",
  },
};

let browser, server, base;
before(async () => {
  server = createServer(({ url }, response) => {
    const name = url === "/" ? "" : path.basename(url);
    const type = name.endsWith(".js")
      ? "text/javascript"
      : name.endsWith(".css")
        ? "text/css"
        : "text/html; charset=utf-8";
    try {
      const body = name ? readFileSync(path.join(EXTENSION, "dist", name)) : html;
      response.writeHead(200, { "content-type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}/`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens the view; at the end it must have been quiet, and asked for nothing but its own two files. */
async function withView(use, { theme = "light", width = 420 } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const complaints = [],
    requests = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error.stack)));
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.addInitScript((variables) => {
    globalThis.posted = [];
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => posted.push(message),
      getState() {},
      setState() {},
    });
    document.addEventListener("DOMContentLoaded", () => {
      document.body.dataset.vscodeThemeKind = variables.kind;
      for (const [name, value] of Object.entries(variables))
        if (name !== "kind") document.documentElement.style.setProperty(name, value);
    });
  }, themes[theme]);
  await page.goto(base);
  const send = async (message) => {
    await page.evaluate((data) => window.postMessage(data, "*"), message);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 60)));
  };
  const posted = () => page.evaluate(() => posted);
  const lit = () => page.$$eval(".slot.lit", (nodes) => nodes.map((node) => node.getAttribute("aria-label")));
  try {
    await use({ page, send, posted, lit });
    assert.deepEqual(complaints, [], "the view complains");
    assert.deepEqual(
      [...new Set(requests)].filter((one) => !["/", "/dist/view.js", "/dist/view.css"].includes(one)),
      [],
      "the view asks for more than itself",
    );
  } finally {
    await context.close();
  }
}

const frameMessage = (f, slot = null, more = {}) => ({
  type: "frame",
  answer: {
    version: 1,
    kept: false,
    target: "x86_64-pc-linux-gnu",
    flags: ["-O0", "-g"],
    function: f,
    slot,
    ...more,
  },
});

async function assertAccessible(page, where) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations"] }),
  );
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target + " " + n.failureSummary)}`),
    [],
    `axe-core on ${where}`,
  );
}

const sum = functions.find((f) => f.name === "sum");
const slotOf = (f, name) => f.frame.slots.find((slot) => slot.occupants.some((o) => o.name === name)).id;

test("what the extension has sent is drawn", async () => {
  assert.ok(messages.length >= 4, "the extension has sent next to nothing");
  await withView(async ({ page, send, posted }) => {
    assert.deepEqual(await posted(), [{ type: "ready" }]);
    let shown;
    for (const message of messages) {
      await send(message);
      if (message.type === "frame") shown = message.answer;
      if (message.type === "none") {
        assert.equal(await page.textContent("[role=status]"), message.reason);
        assert.equal(await page.$(".drawing"), null);
        continue;
      }
      assert.equal(await page.textContent("h1"), shown.function.signature);
      assert.equal((await page.$$(".drawing .slot")).length, shown.function.frame.slots.length);
      const slot = message.type === "slot" ? message.slot : message.answer.slot;
      const marked = await page.$$eval(".slot.lit", (nodes) => nodes.map((node) => Number(node.dataset.s)));
      assert.deepEqual(marked, slot === null ? [] : [slot]);
      assert.equal((await page.textContent("body")).includes("does not compile"), shown.kept);
    }
  });
});

test("every frame of testdata is drawn, with all its slots and no word outside", async () => {
  assert.ok(functions.length > 40);
  await withView(
    async ({ page, send }) => {
      for (const f of functions) {
        await send(frameMessage(f));
        await page.waitForFunction(
          (count) => document.querySelectorAll(".drawing .slot").length === count,
          f.frame.slots.length,
        );
        const outside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(outside <= 0, `${f.name} is ${outside} pixels too wide`);
        const black = await page.$$eval(
          ".slot .bytes",
          (nodes) => nodes.filter((node) => getComputedStyle(node).fill === "rgb(0, 0, 0)").length,
        );
        assert.equal(black, 0, `${black} slots of ${f.name} have no colour`);
        const missing = f.variables.filter((v) => !v.slots.length);
        assert.equal((await page.$$("section li")).length, missing.length, f.name);
      }
    },
    { width: 300 },
  );
});

test("the slot of the variable under the cursor is marked, and none other", async () => {
  await withView(async ({ page, send, lit }) => {
    await send(frameMessage(sum, slotOf(sum, "total")));
    assert.match((await lit()).join(), /^total int: 4 bytes at \[rbp−0x24\]/);
    assert.equal(await page.getAttribute("[aria-current]", "data-s"), String(slotOf(sum, "total")));
    await send({ type: "slot", slot: slotOf(sum, "buf") });
    assert.match((await lit()).join(), /^buf char\[16\]: 16 bytes at \[rbp−0x20\]$/);
    assert.equal((await page.$$("[aria-current]")).length, 1);
    await send({ type: "slot", slot: null });
    assert.deepEqual(await lit(), []);
    assert.equal((await page.$$("[aria-current]")).length, 0);
  });
});

test("a slot leads to its declaration, by mouse and by keyboard", async () => {
  await withView(async ({ page, send, posted }) => {
    await send(frameMessage(sum));
    const buf = sum.frame.slots[slotOf(sum, "buf")].occupants[0];
    const wanted = { type: "reveal", line: buf.line, column: buf.column };
    await page.click(`.slot[data-s="${slotOf(sum, "buf")}"]`);
    assert.deepEqual((await posted()).at(-1), wanted);
    await page.click(".label text:has-text('total')");
    const total = sum.frame.slots[slotOf(sum, "total")].occupants[0];
    assert.deepEqual((await posted()).at(-1), { type: "reveal", line: total.line, column: total.column });
    await page.focus(`.slot[data-s="${slotOf(sum, "buf")}"]`);
    await page.keyboard.press("Enter");
    assert.deepEqual((await posted()).at(-1), wanted);
    // Padding was declared nowhere.
    const count = (await posted()).length;
    await page.click(".slot.padding");
    assert.equal((await posted()).length, count);
    assert.equal(new URL(page.url()).hash, "", "a link was followed");
  });
});

test("names are only text", async () => {
  const evil = `<img src=x onerror="posted.push('hacked')"></svg><script>posted.push('hacked')</script>`;
  const f = structuredClone(sum);
  f.signature = f.name = evil;
  f.notes = [evil];
  f.variables.push({ id: 99, name: evil, type: evil, slots: [], whyNoSlot: evil, line: 1, column: 1 });
  for (const slot of f.frame.slots) {
    slot.reason = evil;
    for (const occupant of slot.occupants) occupant.name = occupant.type = evil;
  }
  await withView(async ({ page, send, posted }) => {
    await send(frameMessage(f, 5, { flags: [evil] }));
    await send({ type: "none", reason: evil });
    assert.equal(await page.textContent("[role=status]"), evil);
    assert.deepEqual(await posted(), [{ type: "ready" }]);
    assert.equal((await page.$$("img, main script")).length, 0);
  });
});

for (const theme of Object.keys(themes))
  test(`${theme}: a picture, and axe-core finds nothing`, async () => {
    await withView(
      async ({ page, send }) => {
        await assertAccessible(page, "the empty view");
        await send(frameMessage(sum, slotOf(sum, "buf")));
        await assertAccessible(page, "sum()");
        await page.screenshot({ path: path.join(SCREENSHOTS, `vscode-${theme}.png`) });
        const optimised = functions.find((one) => one.variables.some((v) => !v.slots.length));
        await send(frameMessage(optimised, null, { kept: true, flags: ["-O1", "-g"] }));
        await assertAccessible(page, optimised.name);
        await page.screenshot({ path: path.join(SCREENSHOTS, `vscode-${theme}-kept.png`) });
      },
      { theme, width: 360 },
    );
  });
