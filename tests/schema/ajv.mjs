// Holds JSON documents to a schema: node ajv.mjs SCHEMA DOCUMENT... Prints what
// is wrong, a line for each.
import {readFileSync} from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const read = path => JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
const [schema, ...documents] = process.argv.slice(2);
// The schema of SARIF leaves types out where an enumeration says enough.
const ajv = new Ajv({allErrors: true, strict: true, strictTypes: false, strictRequired: false});
addFormats.default(ajv);
const holds = ajv.compile(read(schema));
for (const path of documents)
  if (!holds(read(path)))
    for (const error of holds.errors.slice(0, 20))
      console.log(`${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
