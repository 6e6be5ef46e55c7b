// No crate in Cargo.lock is older than the version that mends an advisory of docs/checks/advisories.csv. The list is kept by hand: there is no
// copy of the advisory database in the repository, and none is asked over the network.
//   node bin/lib/check-advisories.mjs              checks Cargo.lock
//   node bin/lib/check-advisories.mjs --self-test  shows that an old crate is found
import { readFileSync } from "node:fs";

const numbers = (version) => version.split(/[-+]/)[0].split(".").map(Number);

/** Whether version `a` is older than `b`; a pre-release counts as its release. */
function older(a, b) {
  const [left, right] = [numbers(a), numbers(b)];
  const at = [0, 1, 2].find((place) => (left[place] ?? 0) !== (right[place] ?? 0));
  return at !== undefined && (left[at] ?? 0) < (right[at] ?? 0);
}

/** The crates of a lock file, by name and version. */
const locked = (text) => [...text.matchAll(/\[\[package\]\]\nname = "([^"]+)"\nversion = "([^"]+)"/g)].map(([, name, version]) => ({ name, version }));

const listed = (text) =>
  text.trim().split("\n").slice(1).map((line) => {
    const [crate, fixed, advisory, ...what] = line.split(",");
    return { crate, fixed, advisory, what: what.join(",") };
  });

function faults(lock, list) {
  return locked(lock).flatMap(({ name, version }) =>
    listed(list).filter(({ crate, fixed }) => crate === name && older(version, fixed)).map(({ fixed, advisory, what }) => `${name} ${version}: ${advisory}, ${what}; mended in ${fixed}`),
  );
}

function selfTest() {
  const list = "crate,fixed in,advisory,what\nleaky,1.10.2,X-1,it leaks\n";
  const lock = (version) => `version = 4\n\n[[package]]\nname = "leaky"\nversion = "${version}"\n\n[[package]]\nname = "leaky-not"\nversion = "0.1.0"\n`;
  const wrong = [
    ...["1.10.1", "1.9.9", "0.99.0", "1.10.1-beta.1"].filter((version) => faults(lock(version), list).length !== 1),
    ...["1.10.2", "1.11.0", "2.0.0"].filter((version) => faults(lock(version), list).length !== 0),
  ];
  for (const version of wrong) console.log(`judged wrongly: ${version}`);
  return wrong.length > 0;
}

function check() {
  const [lock, list] = [readFileSync("Cargo.lock", "utf8"), readFileSync("docs/checks/advisories.csv", "utf8")];
  const found = faults(lock, list);
  for (const line of found) console.log(line);
  const unfit = listed(list).filter(({ fixed, what }) => numbers(fixed).some(Number.isNaN) || !what);
  for (const { advisory } of unfit) console.log(`${advisory} has no version or no words`);
  return found.length + unfit.length > 0 || locked(lock).length < 100;
}

process.exit((process.argv[2] === "--self-test" ? selfTest() : check()) ? 1 : 0);
