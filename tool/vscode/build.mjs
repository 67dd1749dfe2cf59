// dist/: the extension in one file, and the side view's script and style. What
// draws a frame is the HTML report's (lib/Render/html).
import { build } from "esbuild";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const report = process.env.FRAMEWALK_HTML ?? path.join(here, "../../lib/Render/html");
const ofReport = (...names) => names.map((name) => readFileSync(path.join(report, name), "utf8")).join("\n");
const at = (...names) => path.join(here, ...names);

process.chdir(here);
const extension = await build({
  metafile: true,
  entryPoints: [at("src/extension.ts")],
  outfile: at("dist/extension.js"),
  bundle: true,
  platform: "node",
  target: "node18",
  format: "cjs",
  external: ["vscode"],
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
});
const view = await build({
  entryPoints: [at("src/webview/view.ts")],
  bundle: true,
  write: false,
  format: "esm",
  target: "chrome124",
  logLevel: "warning",
});
// One scope, as in the report.
const script = ofReport("dom.js", "marks.js", "frame.js") + view.outputFiles[0].text;
writeFileSync(at("dist/view.js"), `"use strict";\n(() => {\n${script}})();\n`);
writeFileSync(
  at("dist/view.css"),
  ofReport("theme.css", "kinds.css", "frame.css") + readFileSync(at("src/webview/view.css"), "utf8"),
);
// Whose code is in the bundle, and under which terms.
const packages = new Set(
  Object.keys(extension.metafile.inputs)
    .map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file))
    .filter(Boolean)
    .map((match) => match[0]),
);
const terms = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(path.join(folder, file), "utf8").trim() : ""}\n`;
});
writeFileSync(at("dist/THIRD-PARTY.txt"), terms.join("\n---\n\n"));
copyFileSync(process.env.FRAMEWALK_LICENSE ?? at("../../LICENSE"), at("LICENSE"));
