// A project's index, and what moved between two reports: pages without a source.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { assertAccessible, json, shot, start, stop, url, withPage } from "./page.mjs";

before(start);
after(stop);

const small = { isStatic: true };

for (const colorScheme of ["light", "dark"])
  for (const [name, address] of [
    ["index", "project/index.html"],
    ["moved", "moved.html"],
  ])
    test(`${name}: axe-core finds nothing, ${colorScheme}`, async () => {
      await withPage(
        url(address),
        async (page) => {
          await assertAccessible(page, name);
          await shot(page, `${name}-${colorScheme}`, { fullPage: true });
        },
        { ...small, colorScheme },
      );
    });

test("the index has every function once, and the search leaves those with the words", async () => {
  await withPage(
    url("project/index.html"),
    async (page) => {
      const functions = json("project/index").functions;
      const rows = page.locator("h2#functions + .scroll tbody tr");
      assert.equal(await rows.count(), functions.length);
      await page.keyboard.press("/");
      await page.keyboard.type("factorial recursion");
      const left = await page.locator("tbody tr:visible").allTextContents();
      assert.ok(left.length > 0 && left.every((text) => text.includes("factorial")), left.join());
      assert.match(await page.locator("#count").textContent(), /^\d+ of \d+ lines$/);
      await page.keyboard.press("Escape");
      assert.equal(await rows.locator("visible=true").count(), functions.length);
    },
    small,
  );
});

test("a function's link leads to it in its unit's page", async () => {
  await withPage(
    url("project/index.html"),
    async (page) => {
      const link = page.locator("h2#functions + .scroll a", { hasText: /^factorial$/ });
      const target = new URL(await link.getAttribute("href"), page.url());
      const answer = await page.goto(target.href);
      assert.ok(answer === null || answer.ok());
      await page.waitForSelector(".stage article", { state: "attached" });
      assert.match(await page.locator(".stage article h2, .stage article h3").first().textContent(), /factorial/);
    },
    { ...small, requests: undefined, mayLeave: true },
  );
});

test("names are shown, not run", async () => {
  await withPage(
    url("project/index.html"),
    async (page) => {
      assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
      assert.ok((await page.locator("h2#units + .scroll").textContent()).includes("<img src=x"));
    },
    small,
  );
});

test("without scripts the index and what moved are read", async () => {
  for (const address of ["project/index.html", "moved.html"])
    await withPage(
      url(address),
      async (page) => {
        assert.ok(await page.locator("table").first().isVisible());
        assert.equal(await page.locator("#search:visible").count(), 0);
      },
      { ...small, javaScriptEnabled: false },
    );
});
