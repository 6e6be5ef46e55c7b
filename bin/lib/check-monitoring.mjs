// Every query of deploy/monitoring can be read by Prometheus, and names only figures that the program gives.
//   node bin/lib/check-monitoring.mjs [--self-test]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = "deploy/monitoring";

function sources(path) {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return sources(below);
    return below.endsWith(".rs") ? [readFileSync(below, "utf8")] : [];
  });
}

// The kind decides which names Prometheus sees: a histogram has three.
function figures() {
  const names = new Set();
  for (const text of ["server/src", "server/core/src", "server/db/src"].flatMap(sources)) {
    for (const [, kind, name] of text.matchAll(/\b(counter|gauge|histogram)!\(\s*"(nestogy_\w+)"/g)) {
      const endings = kind === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      for (const ending of endings) names.add(name + ending);
    }
  }
  return names;
}

function queriesOfDashboards() {
  const files = readdirSync(join(folder, "grafana")).filter((name) => name.endsWith(".json"));
  return files.flatMap((name) => {
    const board = JSON.parse(readFileSync(join(folder, "grafana", name), "utf8"));
    return board.panels.flatMap((panel) => panel.targets.map(({ expr }) => ({ place: `${name}: ${panel.title}`, expr })));
  });
}

function queriesOfAlerts() {
  const text = readFileSync(join(folder, "alerts.yaml"), "utf8");
  return text.split(/- alert: /).slice(1).map((alert) => ({ place: alert.split("\n")[0], expr: (/expr: ([^]*?)\n {8}(?:for|labels):/.exec(alert)?.[1] ?? "").replace(/^\|\n/, "") }));
}

function unknown(queries) {
  const known = figures();
  return queries.flatMap(({ place, expr }) =>
    [...expr.matchAll(/\bnestogy_\w+/g)].filter(([name]) => !known.has(name)).map(([name]) => `${place}: no such figure: ${name}`));
}

// promtool reads queries only as rules.
function unreadable(queries) {
  const scratch = mkdtempSync(join(tmpdir(), "nestogy-"));
  const rules = queries.map(({ expr }, n) => ({ record: `query:${n}`, expr: expr.replaceAll("$__rate_interval", "5m") }));
  writeFileSync(join(scratch, "rules.yaml"), JSON.stringify({ groups: [{ name: "queries", rules }] }));
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "rules", join(scratch, "rules.yaml")], { encoding: "utf8" });
  rmSync(scratch, { recursive: true });
  return status === 0 ? [] : [`${stdout}${stderr}`];
}

const queries = [...queriesOfDashboards(), ...queriesOfAlerts()];
if (process.argv.includes("--self-test")) {
  const wrong = [{ place: "test", expr: "sum(nestogy_no_such_total)" }];
  const broken = [{ place: "test", expr: "sum(nestogy_requests_total" }];
  process.exit(queries.length > 10 && unknown(wrong).length === 1 && unreadable(broken).length === 1 ? 0 : 1);
}
const faults = [...unknown(queries), ...unreadable(queries)];
for (const fault of faults) console.log(fault);
process.exit(faults.length ? 1 : 0);
