// Every interaction of the HTML report, in a browser, against the JSON report of
// the same source.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { json, lit, settled, shot, start, stop, url, withPage } from "./page.mjs";

before(start);
after(stop);

const report = (name) => url(`${name}.html`);
const open = (name, hash, use, options) => withPage(report(name) + hash, use, options);
const dockSays = (page) => page.locator(".dock .say").innerText();
const counter = (page) => page.locator(".dock .counter").innerText();
const inView = (page) => page.locator(".stage article").getAttribute("id");

test("the page opens on its first function, with source, frame and code", () =>
  open("sum", "", async (page) => {
    const [sum] = json("sum").units[0].functions;
    assert.equal(await page.locator("h2 code").first().innerText(), sum.signature);
    assert.match(await page.title(), /^sum/);
    assert.equal(await page.locator(".drawing .slot").count(), sum.frame.slots.length);
    assert.match(await page.locator(".sum").innerText(), new RegExp(`^${sum.frame.size.min} bytes`));
    assert.match(
      await page.locator(".listing li").nth(4).innerText(),
      /char buf\[16\]; int total = 0.*buf \[rbp-0x20\]/,
    );
    const shown = await page
      .locator(".instructions li")
      .evaluateAll((rows) => rows.map((row) => row.querySelector("code").textContent));
    for (const { text } of [...sum.prologue, ...sum.epilogues.flat()]) assert.ok(shown.includes(text), text);
    await shot(page, "sum");
  }));

test("the frame is drawn to scale, with addresses that are the report's", () =>
  open("sum", "", async (page) => {
    const [sum] = json("sum").units[0].functions;
    const heights = await page
      .locator(".drawing .slot .bytes")
      .evaluateAll((paths) => paths.map((path) => path.getBBox().height));
    const perByte = heights[0] / sum.frame.slots[0].size;
    for (const [i, slot] of sum.frame.slots.entries())
      assert.ok(
        Math.abs(heights[i] - Math.max(3, slot.size * perByte)) < 0.5,
        `slot ${i} of ${slot.size} bytes is ${heights[i]} high`,
      );
    const eight = await page.locator(".drawing .legend path").evaluate((path) => path.getBBox().height);
    assert.ok(Math.abs(eight - 8 * perByte) < 0.1, "the scale tells how high 8 bytes are");
    const read = sum.accesses.find((access) => access.virtualAddress);
    const slot = sum.frame.slots[read.slot];
    const shown = await page.locator(".drawing .addresses text").allTextContents();
    assert.ok(
      shown.includes("0x" + (BigInt(read.virtualAddress) - BigInt(read.offset)).toString(16)),
      `the address of ${slot.occupants[0].name}`,
    );
    // Of the frame's upper edge, too: the CFA of a default activation.
    assert.equal(shown.length, sum.frame.slots.length + 1);
    assert.ok(shown.includes("0x7ffffffef010"));
  }));

test("what is too long to scale is cut, and says so", () =>
  open("large", "#manyPages", async (page) => {
    await page.waitForSelector(".stage article#manyPages .drawing .slot");
    const f = json("large").units[0].functions.find(({ name }) => name === "manyPages");
    const cut = await page
      .locator(".drawing .slot .bytes")
      .evaluateAll((paths) => paths.map((path) => path.getAttribute("d").split("M").length > 2));
    assert.deepEqual(
      cut,
      f.frame.slots.map((slot) => slot.size > 64),
    );
    assert.ok((await page.locator(".drawing .legend").textContent()).includes("cut: longer than drawn"));
    assert.ok((await page.locator(".drawing .size").allTextContents()).includes("200,000"));
    const pages = await page.locator(".drawing text.edge").allTextContents();
    assert.deepEqual(pages, ["CFA", "page end", "48 page ends"]);
    // Lines have their numbers, whatever the browser lays out.
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const markers = nodes.filter((n) => n.role?.value === "ListMarker").map((n) => parseInt(n.name.value));
    assert.ok(markers.includes(f.line) && !markers.includes(1), markers.join());
    await shot(page, "large");
  }));

test("pointing at any part of a variable lights up all its parts", () =>
  open("sum", "", async (page) => {
    const [sum] = json("sum").units[0].functions;
    const total = sum.variables.find((v) => v.name === "total");
    const expected = {
      declarations: ["total"],
      accesses: sum.accesses.filter((a) => a.variableId === total.id).length,
      slots: ["total"],
      labels: ["total"],
      lives: 1,
      instructions: [
        "mov dword ptr [rbp - 0x24], 0x0",
        "add eax, dword ptr [rbp - 0x24]",
        "mov dword ptr [rbp - 0x24], eax",
        "mov eax, dword ptr [rbp - 0x24]",
      ],
    };
    const parts = {
      declaration: ".listing a.declares >> text=total",
      access: ".listing a.access >> text=total >> nth=0",
      slot: '.drawing .slot[aria-label^="total"] .bytes',
      life: '.life[title^="total"]',
      instruction: '.instructions li:has-text("mov dword ptr [rbp - 0x24], 0x0") code',
      label: '.drawing .label:has-text("total") .variable',
      "row of the ledger": '.ledger tr[id]:has-text("total") b',
      "row of the accesses": '.accesses li:has-text("total")',
    };
    await page.locator(".ledger-box summary").click();
    await page.locator(".accesses summary").click();
    for (const [part, selector] of Object.entries(parts)) {
      await page.locator("article h2").hover();
      assert.deepEqual((await lit(page)).slots, [], `before ${part}`);
      await page.locator(selector).first().hover();
      assert.deepEqual(await lit(page), expected, `from the ${part}`);
    }
    await page.locator("article h2").hover();
    await page.locator('.drawing .slot[aria-label^="total"]').focus();
    assert.deepEqual(await lit(page), expected, "by the keyboard's focus");
    await shot(page, "sum-lit");
  }));

test("a variable without a slot lights up with what is said of it", () =>
  open("frames-21-spills-O1", "", async (page) => {
    const unit = json("frames-21-spills-O1").units[0];
    const f = unit.functions.find((each) => each.variables.some((v) => !v.slots.length));
    await page.goto(`${report("frames-21-spills-O1")}#${f.name}`);
    await page.waitForSelector(`.stage article#${f.name}`);
    const variable = f.variables.find((v) => !v.slots.length);
    await page.locator(".frame ul li", { hasText: variable.name }).first().hover();
    assert.ok((await lit(page)).declarations.includes(variable.name));
    await page.locator("article h2").hover();
    await page.locator(".listing a.declares", { hasText: variable.name }).first().hover();
    assert.match(await page.locator(".frame ul li.lit").innerText(), new RegExp(`^${variable.name}`));
  }));

test("an access points out its own instructions, and they it", () =>
  open("sum", "", async (page) => {
    await page.locator(".listing a.update").first().hover();
    assert.deepEqual(await page.locator(".instructions li.focus code").allInnerTexts(), [
      "mov rax, qword ptr [rbp - 0x30]",
      "mov qword ptr [rbp - 0x30], rax",
    ]);
    await page.locator(".instructions li >> text=movsx ecx, byte ptr [rbp - 0x5]").hover();
    assert.deepEqual(await page.locator(".listing a.focus").allInnerTexts(), ["c"]);
    assert.match(await page.locator(".listing li.focus").innerText(), /total \+= digit \* c/);
  }));

for (const name of ["sum", "sum32"])
  test(`the walk of an access is the report's, level by level (${name})`, () =>
    open(name, "", async (page) => {
      const unit = json(name).units[0];
      for (const [number, access] of unit.functions[0].accesses.entries()) {
        if (access.walk === null) continue;
        await page.goto(`${report(name)}#sum/access${number}`);
        await page.waitForSelector(".dock:not([hidden]) .levels");
        const walk = unit.walks[access.walk];
        const cards = await page
          .locator(".level:not(.end)")
          .evaluateAll((all) =>
            all.map((card) => [...card.querySelectorAll("code")].map((code) => code.textContent)),
          );
        assert.deepEqual(
          cards,
          walk.steps.map((step) => [step.table, step.entry]),
        );
        assert.equal(await page.locator(".level .physical code").innerText(), access.physicalAddress);
        const bits = (await page.locator(".fields code").allInnerTexts()).join("");
        assert.equal(BigInt("0b" + bits), BigInt(access.virtualAddress));
        const on = await page
          .locator(".level:not(.end)")
          .evaluateAll((all) =>
            all.map((card) =>
              [...card.querySelectorAll(".bits .on")].map((bit) => bit.lastChild.textContent),
            ),
          );
        assert.deepEqual(
          on,
          walk.steps.map((step) => step.flags),
        );
        // Bytes that are touched are marked in their slot.
        assert.equal(await page.locator(".touched").count(), access.slot === null ? 0 : 1);
      }
    }));

test("arrows go through the steps of a walk", () =>
  open("sum", "#sum/access1", async (page) => {
    await page.waitForSelector(".dock:not([hidden])");
    const [, count] = (await counter(page)).split(" of ").map(Number);
    const said = [await dockSays(page)];
    for (let i = 1; i < count; ++i) {
      await page.keyboard.press("ArrowRight");
      said.push(await dockSays(page));
      assert.equal(await counter(page), `${i + 1} of ${count}`);
      if (said.at(-1).startsWith("Bits 47–39")) {
        assert.equal(await page.locator(".fields .current .range").innerText(), "47–39");
        assert.equal(await page.locator(".level.current h4").innerText(), "PML4");
        await shot(page, "sum-walk");
      }
    }
    assert.equal(new Set(said).size, count);
    assert.match(said.at(-1), /make the physical address 0x5ffc/);
    await page.keyboard.press("ArrowLeft");
    assert.equal(await dockSays(page), said.at(-2));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".dock").isVisible(), false);
    assert.equal(await page.locator(".lit").count(), 0);
  }));

test("what an instruction touches has its walk, too", () =>
  open("sum", "", async (page) => {
    await page.locator(".instructions a.touch >> text=return address").first().click();
    assert.match(await dockSays(page), /call digits@PLT: a write of return address, 8 bytes/);
    assert.equal(await page.locator(".level").count(), 5);
  }));

test("prologue and epilogue go step by step, with rsp and rbp", () =>
  open("sum", "", async (page) => {
    await page.keyboard.press("s");
    await page.waitForSelector(".dock:not([hidden])");
    const seen = [];
    for (;;) {
      const cells = await page.locator(".registers td").allInnerTexts();
      seen.push([
        await page.locator(".instructions li.now code").innerText(),
        ...cells.map((text) => text.replace(/ = .*/, "")),
      ]);
      assert.equal(await page.locator(".markers .register").count(), cells[1].startsWith("CFA") ? 2 : 1);
      if (seen.length === 3) await shot(page, "sum-steps");
      if (await page.locator(".dock .forth").isDisabled()) break;
      await page.keyboard.press("ArrowRight");
    }
    // By hand: 8 for the return address, 8 for rbp, 0x40 below.
    assert.deepEqual(seen, [
      ["push rbp", "CFA − 8", "not this frame's"],
      ["mov rbp, rsp", "CFA − 16", "not this frame's"],
      ["sub rsp, 0x40", "CFA − 16", "CFA − 16"],
      ["mov al, sil", "CFA − 80", "CFA − 16"],
      ["add rsp, 0x40", "CFA − 80", "CFA − 16"],
      ["pop rbp", "CFA − 16", "CFA − 16"],
      ["ret", "CFA − 8", "not this frame's"],
    ]);
    // The address of the CFA is the one that accesses are counted from.
    await page.keyboard.press("ArrowLeft");
    assert.match((await page.locator(".registers td").allInnerTexts())[0], /CFA − 16 = 0x7ffffffef000/);
  }));

test("a finding's path goes through its functions, with the dead slot and its heir", () =>
  open("dangling", "", async (page) => {
    const { findings } = json("dangling").units[0];
    assert.equal(await page.locator(".overview .finding").count(), findings.length);
    await page.keyboard.press("f");
    await page.waitForSelector(".dock:not([hidden]) .path");
    assert.equal(await inView(page), "greeting");
    assert.equal(await page.locator(".drawing .dead").count(), 1);
    const parts = findings[0].heir.parts;
    assert.equal(await page.locator(".drawing .heir").count(), parts.length);
    assert.ok(
      (await page.locator(".drawing .heir").first().textContent()).includes(parts.at(-1).owner.slice(0, 20)),
    );
    assert.ok((await page.locator(".arrows .path-step").count()) >= 2);
    assert.ok((await page.locator(".arrows .path-arrow").count()) >= 1);
    assert.equal(await page.locator(".arrows .current text").innerHTML(), "1");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator(".arrows .current text").innerHTML(), "2");
    assert.equal(await page.evaluate(() => location.hash), "#finding1/2");
    await settled(page);
    await shot(page, "dangling-path");
    // Behind the path: the heir's own frame, with what lay there before.
    await page.locator(".dock .heir a").click();
    await page.waitForSelector(".stage article#square");
    await page.waitForSelector(".drawing .dead");
    const heir = json("dangling").units[0].functions.find((f) => f.name === "square");
    const [part] = parts;
    const [dead, slot] = await page.evaluate(() =>
      [".drawing .dead", '.drawing .slot[aria-label^="side"] .bytes'].map((each) => {
        const { y, height } = document.querySelector(each).getBBox();
        return { top: y, bottom: y + height };
      }),
    );
    assert.ok(dead.top >= slot.top && dead.bottom <= slot.bottom, "within the heir's slot");
    const perByte = (slot.bottom - slot.top) / heir.frame.slots.find((s) => s.occupants[0]?.name === "side").size;
    assert.ok(Math.abs(dead.bottom - dead.top - part.size * perByte) < 0.5, "as high as the bytes are many");
    assert.ok((await page.locator(".drawing .heir").textContent()).includes("was: text"));
    await shot(page, "dangling-heir");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".drawing .dead").count(), 0);
    assert.equal(await page.locator(".arrows *").count(), 0);
  }));

test("keys: j, k, /, n, p, t, ?", () =>
  open("several", "", async (page) => {
    const ids = json("several").units.flatMap((unit) => unit.functions.map((f) => f.name));
    for (const id of ids.slice(1)) {
      await page.keyboard.press("j");
      await page.waitForSelector(`.stage article#${id}`);
    }
    await page.keyboard.press("j"); // there is no further one
    await page.keyboard.press("k");
    await page.waitForSelector(`.stage article#${ids.at(-2)}`);
    await page.keyboard.press("/");
    assert.equal(await page.locator("dialog.picker").isVisible(), true);
    await settled(page);
    await shot(page, "picker");
    await page.keyboard.type("SUM");
    assert.equal(await page.locator(".picker li:visible").count(), 1);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".stage article#sum");
    assert.equal(await page.locator("dialog.picker").isVisible(), false);
    await page.keyboard.press("n");
    await page.waitForFunction(() => location.hash === "#sum/access0");
    await page.keyboard.press("n");
    await page.waitForFunction(() => location.hash === "#sum/access1");
    await page.keyboard.press("p");
    await page.waitForFunction(() => location.hash === "#sum/access0");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    assert.equal(await page.locator("dialog.help").isVisible(), true);
    await shot(page, "help");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog.help").isVisible(), false);
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const seen = new Set();
    for (let i = 0; i < 3; ++i) {
      seen.add(await paper());
      await page.keyboard.press("t");
    }
    assert.equal(seen.size, 2);
    await page.keyboard.press("t"); // dark
    const dark = await paper();
    await page.reload();
    assert.equal(await paper(), dark, "the theme is kept");
  }));

test("keys may be pressed faster than the page draws", () =>
  open("several", "", async (page) => {
    await page.evaluate(() => {
      for (const key of "jjj") dispatchEvent(new KeyboardEvent("keydown", { key }));
    });
    await page.waitForSelector(".stage article#main");
    await page.evaluate(() => {
      for (const key of "kkkn") dispatchEvent(new KeyboardEvent("keydown", { key }));
    });
    await page.waitForSelector(".stage article#sum");
    assert.equal(await page.locator(".stage article").count(), 1);
    await page.evaluate(() => {
      for (const key of "nnn") dispatchEvent(new KeyboardEvent("keydown", { key }));
    });
    await page.waitForFunction(() => location.hash === "#sum/access2");
  }));

test("the picker finds, and says where nothing is found", () =>
  open("several", "", async (page) => {
    await page.locator(".choice").click();
    await page.keyboard.type("no such name");
    assert.equal(await page.locator(".picker .note").isVisible(), true);
    await page.locator(".picker input").fill("gree");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "greeting");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".stage article#greeting");
  }));

test("links lead to functions, slots, variables, accesses, instructions, lines, findings", async () => {
  const expectations = {
    "#square": (page) => page.waitForSelector(".stage article#square"),
    "#greeting/slot3": async (page) => assert.deepEqual((await lit(page)).slots, ["text"]),
    "#greeting/slot0": async (page) => assert.deepEqual((await lit(page)).instructions, ["ret"]),
    "#greeting/variable1": async (page) => assert.deepEqual((await lit(page)).declarations, ["text"]),
    "#greeting/access0": async (page) => assert.equal(await page.locator(".dock").isVisible(), true),
    "#greeting/touch0": async (page) => assert.match(await dockSays(page), /push rbp: a write of saved rbp/),
    "#greeting/code1": async (page) =>
      assert.equal(await page.locator(".instructions li.focus code").innerText(), "mov rbp, rsp"),
    "#greeting/L4": async (page) =>
      assert.match(await page.locator(".listing li.focus").innerText(), /text\[4\] = last/),
    "#greeting/steps": async (page) => assert.match(await dockSays(page), /^prologue, next: push rbp/),
    "#finding1/2": async (page) => assert.equal(await page.locator(".dock .path [data-current]").count(), 1),
    // Nonsense leads to the first function and breaks nothing.
    "#nowhere": (page) => page.waitForSelector(".stage article#greeting"),
    "#greeting/slot99": (page) => page.waitForSelector(".stage article#greeting"),
    "#finding99": (page) => page.waitForSelector(".stage article#greeting"),
    "#%3Cimg%20src=x%20onerror=hacked=1%3E": (page) => page.waitForSelector(".stage article#greeting"),
  };
  await open("dangling", "", async (page) => {
    for (const [hash, check] of Object.entries(expectations)) {
      await page.goto("about:blank");
      await page.goto(report("dangling") + hash);
      await page.waitForSelector(".stage article");
      await settled(page);
      await check(page);
    }
  });
});

test("back and forth in the browser's history", () =>
  open("dangling", "#greeting", async (page) => {
    await page.keyboard.press("j");
    await page.waitForSelector(".stage article#square");
    await page.goBack();
    await page.waitForSelector(".stage article#greeting");
  }));
