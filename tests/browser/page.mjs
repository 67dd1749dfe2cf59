// What the tests of the HTML report have in common: one browser, pages that
// note what they complain of and what they ask for.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const { CHROMIUM, PAGES, SCREENSHOTS } = process.env;
let browser;

export const start = async () =>
  (browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] }));
export const stop = () => browser.close();
export const url = (name) => pathToFileURL(path.join(PAGES, name)).href;
export const json = (name) => JSON.parse(readFileSync(path.join(PAGES, `${name}.json`), "utf8"));
export const bytes = (name) => readFileSync(path.join(PAGES, name), "utf8");

/** Opens a report; at the end of `use` it must have been quiet and alone. */
export async function withPage(address, use, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  const complaints = [],
    requests = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
  page.on("request", (request) => requests.push(request.url()));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  try {
    await page.goto(address);
    if (options.javaScriptEnabled !== false && !options.isStatic)
      await page.waitForSelector(".stage article, .stage:empty", { state: "attached" });
    await use(page);
    assert.deepEqual(complaints, [], "the page complains");
    if (options.mayLeave) return;
    const allowed = options.requests ?? [address.replace(/#.*/, "")];
    assert.deepEqual(
      requests.map((r) => r.replace(/#.*/, "")).filter((r) => !allowed.includes(r)),
      [],
      "the page asks for more than itself",
    );
  } finally {
    await context.close();
  }
}

export const shot = (page, name, options = {}) =>
  page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), ...options });

const axeSource = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
export async function assertAccessible(page, where) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations"] }),
  );
  const told = violations.map(
    (v) =>
      `${v.id}: ${v.help}\n` +
      v.nodes
        .slice(0, 4)
        .map((n) => `    ${n.target.join(" ")}\n      ${n.failureSummary.replaceAll("\n", "\n      ")}`)
        .join("\n"),
  );
  assert.deepEqual(told, [], `axe-core on ${where}`);
}

/** The texts of what is lit, by where it is. */
export const lit = (page) =>
  page.evaluate(() => {
    const texts = (selector) =>
      [...document.querySelectorAll(selector)].map((node) => node.textContent.trim());
    return {
      declarations: texts(".listing a.declares.lit"),
      accesses: texts(".listing a.access.lit").length,
      slots: [...document.querySelectorAll(".drawing .slot.lit")].map(
        (node) => node.getAttribute("aria-label").split(" ")[0],
      ),
      labels: texts(".drawing .label.lit .variable"),
      lives: document.querySelectorAll(".life.lit").length,
      instructions: texts(".instructions li.lit code"),
    };
  });

export const settled = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))),
  );
