// The file store and the backups in a bucket: moto speaks S3, a proxy before it sees every request and can say 503.
//   node deploy/tests/s3.test.mjs        needs TEST_DATABASE_URL, moto_server and target/debug/nestogy
import { createServer, request } from "node:http";
import { Stage, ROOT, ask, check, freePort, must, run, until } from "./kit.mjs";
import { post, signIn } from "./topology/people.mjs";

const stage = new Stage("s3");
const moto = process.env.MOTO_SERVER ?? "moto_server";
const program = `${ROOT}/target/debug/nestogy`;
const database = new URL(process.env.TEST_DATABASE_URL);
const names = ["from", "into"].map((word) => `nestogy_test_s3_${word}_${process.pid}`);
const port = { moto: await freePort(), proxy: await freePort(), app: await freePort() };
const front = `http://127.0.0.1:${port.app}`;
const bucket = (name) => `s3://${name}/kept?region=us-east-1&endpoint=http://127.0.0.1:${port.proxy}`;

const sql = (text, name = "") =>
  run("mariadb", ["--no-defaults", `--host=${database.hostname}`, `--port=${database.port}`, `--user=${database.username}`, "-N", "-B", "-e", text, ...(name ? [name] : [])], {
    env: { ...process.env, MYSQL_PWD: decodeURIComponent(database.password) },
  }).said.trim();

// What passed, and whether the bucket is well.
const seen = [];
let away = false;
createServer((asked, answer) => {
  seen.push({ method: asked.method, url: asked.url, headers: asked.headers });
  if (away) {
    asked.resume();
    answer.statusCode = 503;
    return answer.end("<Error><Code>SlowDown</Code></Error>");
  }
  const onward = request({ host: "127.0.0.1", port: port.moto, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
    answer.writeHead(got.statusCode, got.headers);
    got.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  asked.pipe(onward);
}).listen(port.proxy, "127.0.0.1");

const environment = (name, files, more = {}) => {
  const url = new URL(database);
  url.pathname = `/${name}`;
  return {
    PATH: process.env.PATH, NESTOGY_ENV: "testing", NESTOGY_LOG: "warn", DATABASE_URL: String(url), NESTOGY_LISTEN: `127.0.0.1:${port.app}`,
    NESTOGY_BASE_URL: front, NESTOGY_FILES_DIR: bucket(files), NESTOGY_SITE_ROOT: `${ROOT}/target/site`, NESTOGY_BACKUP_KEY: "6a0f1c9d2e7b4a5386c1d0e9f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5",
    AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_SERVER_SIDE_ENCRYPTION: "AES256", ...more,
  };
};
// Beside, so that the proxy in this very process can answer meanwhile.
async function nestogy(words, env, input = "") {
  const child = stage.start(program, words, { env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  const status = await new Promise((done) => child.once("close", done));
  return { status, said: child.said };
}

async function withFile(session, number, version, text) {
  const boundary = "nestogy-s3";
  const fields = { number, version, kind: "reply", body: "See the file", status: "" };
  const parts = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="log.txt"\r\nContent-Type: text/plain\r\n\r\n${text}\r\n`);
  const headers = { origin: front, accept: "application/json", "content-type": `multipart/form-data; boundary=${boundary}`, cookie: session };
  return ask(`${front}/api/tickets/reply`, { method: "POST", headers, body: `${parts.join("")}--${boundary}--\r\n` });
}

const version = () => sql("SELECT version FROM tickets WHERE number = 1001 OR number = (SELECT MIN(number) FROM tickets)", names[0]).split("\n")[0];
const count = (table, name = names[0]) => Number(sql(`SELECT COUNT(*) FROM ${table}`, name));

try {
  stage.start(moto, ["-H", "127.0.0.1", "-p", String(port.moto)]);
  await until("moto answers", async () => (await ask(`http://127.0.0.1:${port.moto}/`)).status === 200, 60);
  for (const name of ["files", "files2", "backups", "copy"]) await ask(`http://127.0.0.1:${port.moto}/${name}`, { method: "PUT" });
  for (const name of names) sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const from = environment(names[0], "files");
  for (const [words, input] of [[["migrate"], ""], [["tenant", "create", "--slug", "alpha", "--name", "Alpha", "--owner-email", "owner@alpha.example", "--password-from-stdin"], "nine Larches beside the Weir\n"]]) {
    const { status, said } = await nestogy(words, from, input);
    must(status === 0, said);
  }
  stage.start(program, ["serve"], { env: from });
  await until("the server is ready", async () => (await ask(`${front}/readyz`)).status === 200);
  const session = await signIn(front);
  const made = await post(front, session, "/api/tickets/create", { subject: "Printer", body: "It smokes" });
  must(made.body.includes("Done"), made.body);
  const number = sql("SELECT MIN(number) FROM tickets", names[0]);

  await check("a file goes into the bucket, encrypted there, and comes back", async () => {
    const { body } = await withFile(session, number, version(), "what the printer said");
    must(body.includes('"Done"'), body);
    const put = seen.find(({ method, url }) => method === "PUT" && url.startsWith("/files/kept/1/"));
    must(put, "nothing was put into the bucket");
    must(put.headers["x-amz-server-side-encryption"] === "AES256", JSON.stringify(put.headers));
    must(put.headers.authorization?.startsWith("AWS4-HMAC-SHA256 "), "the request is not signed");
    const id = sql("SELECT LOWER(CONCAT_WS('-', SUBSTR(HEX(id),1,8), SUBSTR(HEX(id),9,4), SUBSTR(HEX(id),13,4), SUBSTR(HEX(id),17,4), SUBSTR(HEX(id),21))) FROM attachments", names[0]);
    const got = await ask(`${front}/attachments/${id}`, { headers: { cookie: session } });
    must(got.status === 200 && got.body === "what the printer said", `${got.status} ${got.body}`);
  });
  await check("while the bucket says 503 a file is refused in words and nothing is half done", async () => {
    const before = [count("ticket_posts"), count("files")];
    away = true;
    const { status, body } = await withFile(session, number, version(), "another file");
    must(status === 503 || body.includes("Rejected") || body.includes("Unavailable"), `${status} ${body}`);
    must(!body.includes('"Done"'), body);
    await until("readiness names the files", async () => {
      const ready = await ask(`${front}/readyz`);
      return ready.status === 503 && JSON.parse(ready.body).parts.files.status === "not_ready";
    });
    const plain = await ask(`${front}/tickets`, { headers: { cookie: session, accept: "text/html" } });
    must(plain.status === 200, `pages need no bucket: ${plain.status}`);
    must(String([count("ticket_posts"), count("files")]) === String(before), "something was stored");
    away = false;
    await until("readiness is back", async () => (await ask(`${front}/readyz`)).status === 200);
    const again = await withFile(session, number, version(), "another file");
    must(again.body.includes('"Done"'), again.body);
  });
  await check("a backup goes into a bucket and a copy into a second one, and comes back from there", async () => {
    const made = await nestogy(["backup", "--json", "--to", bucket("backups"), "--copy-to", bucket("copy")], from);
    must(made.status === 0, made.said);
    const into = environment(names[1], "files2");
    const back = await nestogy(["restore", "--json", "--from", bucket("copy")], into);
    must(back.status === 0 && /"differing_tables": \[\]/.test(back.said) && /"files": 2/.test(back.said), back.said);
    must(count("ticket_posts", names[1]) === count("ticket_posts"), "posts are missing");
    const living = await nestogy(["restore", "--from", bucket("backups")], into);
    must(living.status === 1 && /empty one only/.test(living.said), living.said);
  });
  await check("a bucket that is not there, and one that is named wrongly, are refused in words", async () => {
    const none = await nestogy(["backup", "--to", bucket("no-such-bucket")], from);
    must(none.status === 1 && /no-such-bucket/.test(none.said), none.said);
    const wrong = await nestogy(["config"], { ...from, NESTOGY_FILES_DIR: "s3://" });
    must(wrong.status === 1 && /NESTOGY_FILES_DIR.*bucket's name is missing/.test(wrong.said), wrong.said);
  });
} catch (error) {
  await check("the stage stands", () => Promise.reject(error));
} finally {
  for (const name of names) sql(`DROP DATABASE IF EXISTS ${name}`);
  stage.end();
}
