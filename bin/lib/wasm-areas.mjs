// Reads the loaders that wasm-split-cli wrote and prints which files each area of app/src/pages needs beside the first
// part: "area: file file". The server names them in a page's head, so that they travel with the first part.
//   node bin/lib/wasm-areas.mjs target/bindgen/wasm-dev/pkg/__wasm_split.js
import { readFileSync } from "node:fs";

const FILE = String.raw`new URL\("\./(?<file>[\w.]+)", import\.meta\.url\)`;
const PART = new RegExp(String.raw`const (?<name>__chunk_\d+) = makeLoad\([^;]*?${FILE}`, "g");
const AREA = new RegExp(String.raw`export const __wasm_split_load_(?<area>\w+) = wrapAsyncCb\(makeLoad\((?:[^;]|;(?!\n\}))*?${FILE}[^]*?\n, \[(?<parts>[^\]]*)\]\)\)`, "g");

const source = readFileSync(process.argv[2], "utf8");
const parts = new Map([...source.matchAll(PART)].map(({ groups }) => [groups.name, groups.file]));
const areas = [...source.matchAll(AREA)].map(({ groups }) => [groups.area, [...groups.parts.split(", ").filter(Boolean).map((name) => parts.get(name)), groups.file]]);
if (areas.length === 0 || areas.some(([, files]) => files.includes(undefined))) {
  console.error(`${process.argv[2]}: these are no loaders as wasm-split-cli writes them`);
  process.exit(1);
}
for (const [area, files] of areas) console.log(`${area}: ${files.join(" ")}`);
