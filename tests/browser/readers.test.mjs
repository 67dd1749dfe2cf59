// Who reads the HTML report, and with what: screen readers, no scripts, narrow
// screens, paper; sources that want no good; every function of testdata/frames.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { assertAccessible, bytes, json, settled, shot, start, stop, url, withPage } from "./page.mjs";

before(start);
after(stop);

const report = (name) => url(`${name}.html`);
const open = (name, hash, use, options) => withPage(report(name) + hash, use, options);
const inView = (page) => page.locator(".stage article").getAttribute("id");

for (const colorScheme of ["light", "dark"])
  test(`axe-core finds nothing, ${colorScheme}`, async () => {
    for (const [name, hash] of [
      ["sum", ""],
      ["sum", "#sum/access4"],
      ["sum", "#sum/steps"],
      ["dangling", "#finding1"],
      ["hostile", ""],
      ["several", ""],
      ["empty", ""],
    ])
      await open(
        name,
        hash,
        async (page) => {
          await settled(page);
          await page.evaluate(() =>
            document.querySelectorAll(".stage details").forEach((details) => (details.open = true)),
          );
          if (name === "several") await page.keyboard.press("/");
          await settled(page);
          await assertAccessible(page, `${name}${hash}`);
          for (let i = 0; i < 4; ++i) await page.keyboard.press("ArrowRight");
          await assertAccessible(page, `${name}${hash}, some steps on`);
          await shot(page, `${name}${hash.replace(/[#/]/g, "-")}-${colorScheme}`);
        },
        { colorScheme },
      );
    await open(
      "sum",
      "",
      async (page) => {
        await page.keyboard.press("?");
        await assertAccessible(page, "help");
        await page.keyboard.press("Escape");
        await page.locator(".listing a.declares >> text=buf").hover();
        await assertAccessible(page, "a lit variable");
      },
      { colorScheme },
    );
  });

test("scripts off: source with slots, ledger, findings, links", async () => {
  for (const colorScheme of ["light", "dark"])
    await open(
      "dangling",
      "",
      async (page) => {
        const text = await page.locator("body").innerText();
        for (const f of json("dangling").units[0].functions)
          assert.ok(text.includes(f.signature), f.signature);
        for (const words of [
          "text[4] = last;",
          "text [rbp-0x7]",
          "pushed by call",
          "saved rbp",
          "save the caller's frame pointer",
          "pop the return address and go there",
          "23 bytes: 8 return address",
          json("dangling").units[0].findings[0].message,
        ])
          assert.ok(text.includes(words), words);
        const rows = await page.locator("#greeting .ledger tbody tr").count();
        assert.equal(rows, json("dangling").units[0].functions[0].frame.slots.length);
        assert.equal(await page.locator("header .tools").count(), 0, "nothing to press that does nothing");
        await shot(page, `scripts-off-${colorScheme}`, { fullPage: true });
        await page.locator('nav a[href="#square"]').click();
        assert.ok(
          await page
            .locator("#square")
            .evaluate((article) => article.getBoundingClientRect().top < innerHeight),
        );
      },
      { javaScriptEnabled: false, colorScheme },
    );
});

test("a browser that cannot unpack shows the page as with scripts off", () =>
  open("dangling", "", async (page) => {
    await page.addInitScript(() => delete globalThis.DecompressionStream);
    await page.reload();
    assert.ok((await page.locator("body").innerText()).includes("pushed by call"));
    assert.equal(await page.locator("header .tools").count(), 0);
  }));

test("narrow screens: nothing sticks out to the side", async () => {
  for (const hash of ["", "#greeting/access0", "#finding1"])
    await open(
      "dangling",
      hash,
      async (page) => {
        await settled(page);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 380);
        await shot(page, `narrow${hash.replace(/[#/]/g, "-")}`);
      },
      { viewport: { width: 380, height: 760 } },
    );
});

test("print: no bar, no dock, all of the source, on white", () =>
  open("sum", "", async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await page.locator("header .tools").isVisible(), false);
    assert.equal(await page.locator(".listing li").last().isVisible(), true);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light");
    // Nothing can be opened on paper, and nothing comes by and by.
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const [sum] = json("sum").units[0].functions;
    assert.equal(await page.locator(".ledger tbody tr[id]").count(), sum.frame.slots.length);
    assert.equal(await page.locator(".machine .accesses li").count(), sum.accesses.length);
    assert.match(await page.locator(".instructions li").last().textContent(), /ret/);
    await shot(page, "print", { fullPage: true });
  }));

test("many in one slot: no name covers another, none leaves the drawing", () =>
  open("shared", "", async (page) => {
    await settled(page);
    const ys = await page
      .locator(".drawing .label text")
      .evaluateAll((texts) => texts.map((text) => text.getBBox().y).sort((a, b) => a - b));
    assert.ok(ys.length > 40, `${ys.length} names`);
    assert.ok(ys[0] >= -4, `the first one is at ${ys[0]}`);
    for (let i = 1; i < ys.length; ++i) assert.ok(ys[i] - ys[i - 1] > 12, `${ys[i - 1]} and ${ys[i]}`);
  }));

test("hostile names and texts are shown, and do not run", () =>
  open("hostile", "", async (page) => {
    const functions = json("hostile").units[0].functions;
    for (let i = 0; i < functions.length; ++i) {
      await settled(page);
      assert.equal(
        await page.locator("h2 code").first().textContent(),
        functions[i].signature ?? functions[i].name,
      );
      assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
      if (i + 1 < functions.length) {
        const before = await inView(page);
        await page.keyboard.press("j");
        await page.waitForFunction((id) => document.querySelector(".stage article").id !== id, before);
      }
    }
    assert.equal(await page.locator("h1").innerText(), process.env.HOSTILE_NAME);
    assert.equal(await page.locator("img, .stage b:not([class])").count(), 0);
    await page.keyboard.press("/");
    for (const item of await page.locator(".picker li a").all())
      assert.ok((await item.boundingBox()).width < 720, "a long name stays in the list");
    await shot(page, "hostile-picker");
    await page.keyboard.press("Escape");
    await page.goto(
      report("hostile") +
        "#" +
        (await page.locator('.picker a[href*="xxxx"]').first().getAttribute("href")).slice(1),
    );
    await settled(page);
    assert.ok(
      (await page.evaluate(() => document.documentElement.scrollWidth)) <= 1440,
      "a long name breaks",
    );
    await shot(page, "hostile-long");
    await page.goto(report("hostile"));
    await page.locator(".folded summary, .listing").first().click();
    assert.ok(
      (await page.locator(".source").innerText()).includes(
        "</script><script>hacked = 1</script> <!-- <script> &lt; &amp;",
      ),
    );
    assert.ok(
      (await page.locator(".source").textContent()).includes("↔ txet siht ↔"),
      "controls of direction are shown",
    );
    await shot(page, "hostile");
  }));

test("hostile with scripts off", () =>
  open(
    "hostile",
    "",
    async (page) => {
      assert.ok((await page.locator("body").textContent()).includes("</script><script>hacked = 1</script>"));
      assert.equal(await page.locator("img, body script:not(:first-of-type)").count(), 0);
    },
    { javaScriptEnabled: false },
  ));

test("columns count as the browser counts: declarations behind emoji and in Hebrew", () =>
  open("hostile", "", async (page) => {
    const hebrew = json("hostile").units[0].functions.find((f) => f.name.endsWith("שלום"));
    assert.ok(hebrew);
    await page.evaluate(
      (line) =>
        [...document.querySelectorAll(".picker li a")].find((a) => a.textContent.endsWith("שלום")).click(),
      hebrew.line,
    );
    await settled(page);
    assert.deepEqual(
      await page.locator(".listing a.declares").allInnerTexts(),
      hebrew.variables.map((v) => v.name),
    );
  }));

test("each function of testdata/frames: drawn, listed, stepped through, quietly", async () => {
  const { readdirSync } = await import("node:fs");
  const pages = readdirSync(process.env.PAGES).filter((file) => /^frames-.*\.html$/.test(file));
  assert.ok(pages.length > 40);
  const names = pages
    .map((file) => file.replace(".html", ""))
    .filter((name) => json(name).units[0].functions.length);
  const pressed = (page, keys) =>
    page.evaluate((keys) => {
      for (const key of keys) dispatchEvent(new KeyboardEvent("keydown", { key }));
    }, keys);
  const visit = async (page) => {
    for (const name of names) {
      await page.goto(report(name));
      for (const [i, f] of json(name).units[0].functions.entries()) {
        if (i) await page.keyboard.press("j");
        await page.waitForFunction(
          (count) => document.querySelector(".choice .count")?.textContent.startsWith(`${count} of`),
          i + 1,
        );
        await page.waitForFunction(
          (count) => document.querySelectorAll(".drawing .slot").length === count,
          f.frame.slots.length,
        );
        const inside = await page.evaluate(() => {
          const box = document.querySelector(".drawing").viewBox.baseVal;
          return [...document.querySelectorAll(".drawing text")].every((text) => {
            const { y, height } = text.getBBox();
            return y >= -4 && y + height <= box.height + 4;
          });
        });
        assert.ok(inside, `${name}: ${f.name}: a text lies outside the drawing`);
        await pressed(page, ["s"]);
        const steps = Math.min(6, f.prologue.length + f.epilogues.flat().length);
        await pressed(page, Array(steps).fill("ArrowRight"));
        if (/vla|alignas64|m256|canary|asan/.test(name) && i === 0) await shot(page, name);
        await pressed(page, ["Escape"]);
      }
    }
  };
  await open(names[0], "", visit, { requests: names.map(report) });
});

test("a file without functions says so", () =>
  open("empty", "", async (page) => {
    assert.match(await page.locator(".overview").innerText(), /no frame to explain/);
  }));

test("so does a source that does not compile", async () => {
  for (const javaScriptEnabled of [true, false])
    await open(
      "broken",
      "",
      async (page) =>
        assert.match(await page.locator("main").innerText(), /No source could be compiled, so there is no frame/),
      { javaScriptEnabled },
    );
});

test("the page's own policy: nothing inline in the folder's page, hashes in the other", () => {
  const page = bytes("folder/index.html");
  assert.ok(!/<style|style=|<script>|\son\w+=/i.test(page));
  assert.ok(
    page.includes('<link rel="stylesheet" href="report.css">') &&
      page.includes('<script src="report.js"></script>'),
  );
  assert.match(bytes("sum.html"), /default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/);
  assert.ok(!/https?:\/\/(?!www\.w3\.org\/2000\/svg)/.test(bytes("sum.html")), "no address of the network");
});
