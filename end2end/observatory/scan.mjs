// Mozilla's own scanner (MDN HTTP Observatory) against a running server, without the internet.
//   node scan.mjs http://127.0.0.1:PORT desk.example-msp.com
// The server believes that its address is https://desk.example-msp.com. This program stands before
// it as an operator's proxy does: https on one port, a redirect to it on the other. The scanner
// insists on ports 80 and 443 of a public name; its connections are led to ours, so that neither
// root nor a network of our own is needed. Prints the result as JSON.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [app, name] = process.argv.slice(2);
const folder = process.env.OBSERVATORY_CERTIFICATE;

/** A certificate of our own, trusted by the second start of this program only. */
function begin() {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "nestogy-observatory-"));
  const [key, cert] = [path.join(made, "key.pem"), path.join(made, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, "-keyout", key, "-out", cert], { stdio: ["ignore", "ignore", "inherit"] });
  const env = { ...process.env, OBSERVATORY_CERTIFICATE: made, NODE_EXTRA_CA_CERTS: cert };
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { env, stdio: "inherit" });
  fs.rmSync(made, { recursive: true });
  process.exit(status ?? 1);
}

function forward(request, response) {
  const headers = { ...request.headers, "x-forwarded-for": request.socket.remoteAddress, "x-forwarded-proto": "https" };
  const onward = http.request(app + request.url, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on("error", (error) => response.destroy(error));
  request.pipe(onward);
}

function redirect(request, response) {
  response.writeHead(301, { location: `https://${name}${request.url}` }).end();
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

/** Connections to the name go to our two ports. */
function leadToUs(ports) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (options?.host === name) Object.assign(options, { host: "127.0.0.1", port: ports[options.port] });
    return connect.apply(this, args);
  };
}

/** The list of preloaded sites comes from the internet; ours is on none. */
function emptyPreloadList() {
  const scanner = path.dirname(fileURLToPath(import.meta.resolve("@mdn/mdn-http-observatory")));
  fs.writeFileSync(path.join(scanner, "../conf/hsts-preload.json"), "{}");
}

async function scanned() {
  const read = (file) => fs.readFileSync(path.join(folder, file));
  const secure = https.createServer({ key: read("key.pem"), cert: read("cert.pem") }, forward);
  const ports = { 80: await listening(http.createServer(redirect)), 443: await listening(secure) };
  emptyPreloadList();
  leadToUs(ports);
  const { scan } = await import("@mdn/mdn-http-observatory");
  const { scan: sum, tests } = await scan(name);
  const failed = Object.entries(tests).filter(([, test]) => !test.pass).map(([test, { result }]) => `${test}: ${result}`);
  console.log(JSON.stringify({ grade: sum.grade, score: sum.score, passed: sum.testsPassed, failed }));
  process.exit(0);
}

if (folder) await scanned();
else begin();
