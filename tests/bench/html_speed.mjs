// What a large HTML report costs: its size, the time to the first view, the time
// to switch to another function. Run by html_speed.py.
//
// Each figure twice: as a clock has it, which on a busy machine is mostly
// waiting, and the browser's main thread's own time.
import { chromium } from "playwright-core";
import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , file, rounds = "5", which = "some"] = process.argv;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const whole = (milliseconds) => `${Math.round(milliseconds)} ms`;

/** Until the function with that id (or any) is drawn and painted; by the page's clock. */
const drawn = (id) =>
  new Promise((done) => {
    const look = () => {
      const article = document.querySelector(".stage article");
      if (!article?.querySelector(".drawing .slot, .instructions") || (id && article.id !== id))
        return setTimeout(look, 1);
      requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    };
    look();
  });

async function measure() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(`globalThis.drawn = ${drawn}`);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const mainThread = async () =>
    (await session.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value *
    1000;
  await page.goto(pathToFileURL(file).href, { waitUntil: "commit" });
  const first = { clock: await page.evaluate(() => globalThis.drawn()), cpu: await mainThread() };
  // The longest functions, and some of all.
  const ids = await page.evaluate((which) => {
    const items = [...document.querySelectorAll(".picker .functions li")].map((li) => [
      li.firstElementChild.getAttribute("href").slice(1),
      parseInt(li.lastElementChild.textContent),
    ]);
    if (which === "every") return items.map(([id]) => id);
    const largest = items.toSorted((a, b) => b[1] - a[1]).slice(0, 10);
    return [
      ...new Set(
        [...largest, ...items.filter((_, i) => i % Math.ceil(items.length / 30) === 0)]
          .map(([id]) => id)
          .concat(items.some(([id]) => id === "sqlite3VdbeExec") ? "sqlite3VdbeExec" : []),
      ),
    ];
  }, which);
  const switches = [];
  for (const id of ids) {
    await page.waitForTimeout(which === "every" ? 10 : 400); // the rest of the last one
    const before = await mainThread();
    const clock = await page.evaluate(async (id) => {
      const begin = performance.now();
      location.hash = id;
      return (await globalThis.drawn(id)) - begin;
    }, id);
    switches.push({ id, clock, cpu: (await mainThread()) - before });
  }
  await page.close();
  return { first, switches };
}

const all = [];
for (let i = 0; i < Number(rounds); ++i) all.push(await measure());
await browser.close();

console.log(`size                  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
const firsts = all.map((round) => round.first);
console.log(
  `first view            ${whole(median(firsts.map((f) => f.clock)))} (main thread ${whole(median(firsts.map((f) => f.cpu)))}), median of ${rounds}`,
);
const perFunction = all[0].switches.map(({ id }, i) => ({
  id,
  clock: median(all.map((round) => round.switches[i].clock)),
  cpu: median(all.map((round) => round.switches[i].cpu)),
}));
console.log(
  `switching             ${whole(median(perFunction.map((f) => f.clock)))} (main thread ${whole(median(perFunction.map((f) => f.cpu)))}), median of ${perFunction.length} functions`,
);
for (const [title, key] of [
  ["slowest", "clock"],
  ["most of main thread", "cpu"],
])
  for (const slow of perFunction.toSorted((a, b) => b[key] - a[key]).slice(0, 3))
    console.log(`${title.padEnd(21)} ${whole(slow.clock)} (main thread ${whole(slow.cpu)}), ${slow.id}`);
console.log(
  `above 100 ms          ${perFunction.filter((f) => f.clock > 100).length} by the clock, ${perFunction.filter((f) => f.cpu > 100).length} on the main thread`,
);
// One that is slow by chance is so in one round.
const always = perFunction.filter((_, i) => all.every((round) => round.switches[i].cpu > 100));
console.log(
  `in each round         ${always.length} on the main thread${always.length ? ":" : ""} ${always.map(({ id }) => id).join(", ")}`.trimEnd(),
);
