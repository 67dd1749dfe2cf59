// The report behind a web server that sends a policy.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import path from "node:path";
import { json, start, stop, withPage } from "./page.mjs";

let server, base, policy;
before(async () => {
  await start();
  server = createServer((request, response) => {
    const file = path.join(
      process.env.PAGES,
      path.normalize(decodeURIComponent(new URL(request.url, base).pathname)),
    );
    const type = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript" }[
      path.extname(file)
    ];
    try {
      const body = readFileSync(file);
      response.writeHead(200, { "content-type": type, "content-security-policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  server.close();
  await stop();
});

test("a strict policy: the folder works, with every drawing", async () => {
  policy = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'";
  const page = `${base}folder/index.html`;
  await withPage(
    `${page}#greeting/access0`,
    async (page) => {
      await page.waitForSelector(".dock:not([hidden]) .levels");
      assert.equal(
        await page.locator(".drawing .slot").count(),
        json("dangling").units[0].functions[0].frame.slots.length,
      );
      // Styles are there, and set from the script.
      assert.equal(
        await page.evaluate(() => getComputedStyle(document.querySelector(".dock")).position),
        "fixed",
      );
      assert.ok(
        await page.evaluate(() => document.querySelector(".life").getBoundingClientRect().height > 20),
      );
    },
    { requests: [page, `${base}folder/report.css`, `${base}folder/report.js`, `${base}favicon.ico`] },
  );
});

test("where a policy blocks the script, the single page is still read", async () => {
  policy = "default-src 'none'; style-src 'unsafe-inline'";
  const address = `${base}dangling.html`;
  let text;
  // The browser says what it blocks: that is not the page's complaint.
  await withPage(
    address,
    async (page) => {
      text = await page.locator("body").innerText();
    },
    { isStatic: true, requests: [address, `${base}favicon.ico`] },
  ).catch((error) => {
    if (!/Content Security Policy/.test(error.message)) throw error;
  });
  for (const words of ["text [rbp-0x7]", "pushed by call", json("dangling").units[0].findings[0].message])
    assert.ok(text.includes(words), words);
});
