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
    ["unit", "project/units/dangling.c.html"],
  ])
    test(`${name}: axe-core finds nothing, ${colorScheme}`, async () => {
      await withPage(
        url(address),
        async (page) => {
          if (name === "unit") await page.waitForSelector(".drawing .slot");
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

test("names are shown, not run; what would change the direction of writing is made visible", async () => {
  await withPage(
    url("project/index.html"),
    async (page) => {
      const files = await page.locator("h2#units + .scroll code").allTextContents();
      assert.ok(files.includes(process.env.HOSTILE_NAME), files.join());
      assert.ok(files.includes(process.env.HOSTILE_PATH.replace("\u202e", "\u2194")), files.join());
      assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
      assert.equal(await page.locator("img").count(), 0);
      // The link leads there all the same.
      await page.locator("h2#units + .scroll a", { hasText: "</script>" }).click();
      await page.waitForSelector(".stage article#odd");
      assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
    },
    { ...small, mayLeave: true },
  );
  await withPage(
    url("moved-hostile.html"),
    async (page) => {
      const { functions } = json("moved-hostile");
      assert.deepEqual(
        await page.locator(".diff h2 code").allTextContents(),
        functions.map((f) => f.name),
      );
      assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
      assert.equal(await page.locator("img, b, script").count(), 0);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 1440, `long names break: ${width}`);
      await shot(page, "moved-hostile", { fullPage: true });
    },
    small,
  );
});

test("what moved: both frames to one scale, what came and went marked as the report has it", () =>
  withPage(
    url("moved.html"),
    async (page) => {
      const { functions } = json("moved");
      const sections = page.locator(".diff");
      assert.equal(await sections.count(), functions.length);
      for (const [i, f] of functions.entries()) {
        const drawn = await sections.nth(i).evaluate((section) =>
          [...section.querySelectorAll(".moved > g:not(.ribbon)")].map((g) => ({
            mark: g.classList[1] ?? "",
            text: g.querySelector("title").textContent,
            height: g.querySelector(".bytes").getBBox().height,
            isCut: g.querySelector(".cut") !== null,
          })),
        );
        const perByte = drawn[0].height / 8; // the return address
        for (const { text, height, isCut } of drawn) {
          const size = Number(/, (\d+) bytes?$/.exec(text)[1]);
          assert.ok(isCut ? height < size * perByte : Math.abs(height - Math.max(3, size * perByte)) < 0.5, text);
        }
        const places = (kind, when) =>
          f.changes.filter((c) => c.change === kind && typeof c[when].cfaOffset === "number").length;
        // Several that shared one place make one mark.
        const marks = (kind) => drawn.filter(({ mark }) => mark === kind).length;
        assert.ok(marks("gone") <= places("vanished", "before"), f.name);
        assert.ok(marks("new") <= places("appeared", "after"), f.name);
        assert.equal(marks("gone") > 0, places("vanished", "before") > 0, f.name);
        const moved = f.changes.filter((c) => c.change === "moved").length;
        assert.equal(await sections.nth(i).locator(".ribbon.went").count(), moved, f.name);
      }
      await page.locator("h2#functions + .scroll a").last().click();
      assert.equal(await page.evaluate(() => location.hash), `#in.${functions.at(-1).linkageName}`);
    },
    small,
  ));

test("narrow screens: the index and what moved do not stick out to the side", async () => {
  for (const address of ["project/index.html", "moved.html"])
    await withPage(
      url(address),
      async (page) => {
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 380, address);
        await shot(page, `narrow-${address.replace(/.*\/|\.html/g, "")}`);
      },
      { ...small, viewport: { width: 380, height: 760 } },
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
