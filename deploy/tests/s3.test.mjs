// The file store and the backups in a bucket, large files in parts, downloads from the bucket itself: moto speaks S3, a proxy before it sees every request and can say 503.
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

async function withFile(session, number, version, text, name = "log.txt", kind = "text/plain") {
  const boundary = "nestogy-s3";
  const fields = { number, version, kind: "reply", body: "See the file", status: "" };
  const parts = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: ${kind}\r\n\r\n${text}\r\n`);
  const headers = { origin: front, accept: "application/json", "content-type": `multipart/form-data; boundary=${boundary}`, cookie: session };
  return ask(`${front}/api/tickets/reply`, { method: "POST", headers, body: `${parts.join("")}--${boundary}--\r\n` });
}

// Where the newest attachment is.
const newest = () => {
  const id = sql("SELECT LOWER(CONCAT_WS('-', SUBSTR(HEX(a.id),1,8), SUBSTR(HEX(a.id),9,4), SUBSTR(HEX(a.id),13,4), SUBSTR(HEX(a.id),17,4), SUBSTR(HEX(a.id),21))) FROM attachments a ORDER BY a.id DESC LIMIT 1", names[0]);
  return `${front}/attachments/${id}`;
};

async function served(env) {
  const server = stage.start(program, ["serve"], { env });
  await until("the server is ready", async () => (await ask(`${front}/readyz`)).status === 200);
  return async () => {
    const gone = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    await gone;
  };
}

const version = () => sql("SELECT version FROM tickets WHERE number = 1001 OR number = (SELECT MIN(number) FROM tickets)", names[0]).split("\n")[0];
const count = (table, name = names[0]) => Number(sql(`SELECT COUNT(*) FROM ${table}`, name));

try {
  stage.start(moto, ["-H", "127.0.0.1", "-p", String(port.moto)]);
  await until("moto answers", async () => (await ask(`http://127.0.0.1:${port.moto}/`)).status === 200, 60);
  for (const name of ["files", "files2", "backups", "copy", "sealed", "night"]) await ask(`http://127.0.0.1:${port.moto}/${name}`, { method: "PUT" });
  for (const name of names) sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const from = environment(names[0], "files");
  const workspace = (slug) => [["tenant", "create", "--slug", slug, "--name", slug, "--owner-email", `owner@${slug}.example`, "--password-from-stdin"], "nine Larches beside the Weir\n"];
  for (const [words, input] of [[["migrate"], ""], workspace("alpha"), workspace("beta")]) {
    const { status, said } = await nestogy(words, from, input);
    must(status === 0, said);
  }
  let stop = await served(from);
  const session = await signIn(front);
  const stranger = await signIn(front, "beta");
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
  // Larger than a part of 8 MB, and not the same everywhere.
  const large = Array.from({ length: 160_000 }, (_, n) => `line ${n} of what a large printer said, and it said a lot of it\n`).join("");
  await check("a large file goes in parts, each encrypted, and comes back whole", async () => {
    const before = seen.length;
    const { body } = await withFile(session, number, version(), large, "large.log");
    must(body.includes('"Done"'), body);
    const passed = seen.slice(before);
    const parts = passed.filter(({ method, url }) => method === "PUT" && /[?&]partNumber=\d+/.test(url));
    must(parts.length === Math.ceil(large.length / (8 * 1024 * 1024)) && parts.length > 1, `${parts.length} parts`);
    const begun = passed.find(({ method, url }) => method === "POST" && /\?uploads/.test(url));
    must(begun?.headers["x-amz-server-side-encryption"] === "AES256", JSON.stringify(begun?.headers));
    must(passed.some(({ method, url }) => method === "POST" && url.includes("uploadId=")), "the parts are not put together");
    const got = await ask(newest(), { headers: { cookie: session } });
    must(got.status === 200 && got.body === large, `${got.status}, ${got.body.length} of ${large.length} bytes`);
  });
  await check("large files are fetched from the bucket itself, by who may have them, and never shown by a browser", async () => {
    await stop();
    stop = await served({ ...from, NESTOGY_DIRECT_DOWNLOADS_MB: "5" });
    const download = newest();
    const got = await ask(download, { headers: { cookie: session } });
    must(got.status === 302 && got.headers["cache-control"] === "private, no-store", `${got.status} ${JSON.stringify(got.headers)}`);
    const link = new URL(got.headers.location);
    must(link.searchParams.get("X-Amz-Expires") === "60" && link.pathname.startsWith("/files/kept/1/"), String(link));
    const file = await ask(String(link));
    must(file.status === 200 && file.body === large, `${file.status}, ${file.body.length} bytes`);
    must(file.headers["content-type"] === "application/octet-stream", file.headers["content-type"]);
    must(/^attachment; filename="large.log"/.test(file.headers["content-disposition"]), file.headers["content-disposition"]);
    // Nobody without a session, and nobody by a number that is none of theirs.
    const refused = async (cookie, who) => {
      const { status, headers } = await ask(download, { headers: cookie ? { cookie } : {} });
      must(status !== 200 && !headers.location?.includes("X-Amz"), `${who} gets ${status} ${headers.location}`);
    };
    await refused("", "a stranger");
    await refused(stranger, "another workspace's owner");
    const other = download.replace(/.{4}$/, "ffff");
    must((await ask(other, { headers: { cookie: session } })).status === 404, "an id that is not there");
  });
  await check("HTML stays a download there, small files and pictures come from us", async () => {
    const page = `<script>alert(1)</script>${"x".repeat(6 * 1024 * 1024)}`;
    const { body } = await withFile(session, number, version(), page, 'a"b\u00fc.html', "text/html");
    must(body.includes('"Done"'), body);
    const got = await ask(newest(), { headers: { cookie: session } });
    must(got.status === 302, `${got.status}`);
    const link = new URL(got.headers.location);
    must(link.searchParams.get("response-content-type") === "application/octet-stream", String(link));
    must(link.searchParams.get("response-content-disposition").startsWith("attachment; "), String(link));
    const small = await withFile(session, number, version(), "small");
    must(small.body.includes('"Done"'), small.body);
    const near = await ask(newest(), { headers: { cookie: session } });
    must(near.status === 200 && near.body === "small", `${near.status} ${near.body.slice(0, 100)}`);
    await stop();
    stop = await served(from);
    must((await ask(newest(), { headers: { cookie: session } })).status === 200, "without the setting everything comes from us");
  });
  await check("a bucket with a key of one's own in KMS", async () => {
    const key = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
    const before = seen.length;
    const made = await nestogy(["backup", "--json", "--to", `${bucket("sealed")}&kms-key=${key}`], from);
    must(made.status === 0, made.said);
    const begun = seen.slice(before).filter(({ method, url }) => (method === "PUT" && !url.includes("partNumber=")) || /\?uploads/.test(url));
    must(begun.length > 2, `${begun.length} objects`);
    for (const { headers, url } of begun) {
      must(headers["x-amz-server-side-encryption"] === "aws:kms" && headers["x-amz-server-side-encryption-aws-kms-key-id"] === key, `${url}: ${JSON.stringify(headers)}`);
    }
  });
  await check("of several machines with the same timer one makes the backup", async () => {
    const words = ["backup", "--json", "--to", bucket("night"), "--unless-within", "12"];
    const both = await Promise.all([nestogy(words, from), nestogy(words, from)]);
    must(both.every(({ status }) => status === 0), both.map(({ said }) => said).join("\n"));
    const made = both.filter(({ said }) => said.includes('"backup":'));
    must(made.length === 1 && both.some(({ said }) => said.includes("nothing to do")), both.map(({ said }) => said).join("\n"));
    const later = await nestogy(words, from);
    must(later.status === 0 && later.said.includes("young enough"), later.said);
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
    must(back.status === 0 && /"differing_tables": \[\]/.test(back.said) && /"files": 5/.test(back.said), back.said);
    must(count("ticket_posts", names[1]) === count("ticket_posts"), "posts are missing");
    const living = await nestogy(["restore", "--from", bucket("backups")], into);
    must(living.status === 1 && /empty one only/.test(living.said), living.said);
  });
  await check("a bucket that is not there, and one that is named wrongly, are refused in words", async () => {
    const none = await nestogy(["backup", "--to", bucket("no-such-bucket")], from);
    must(none.status === 1 && /no-such-bucket/.test(none.said), none.said);
    const folder = await nestogy(["config"], { ...from, NESTOGY_FILES_DIR: stage.path("files"), NESTOGY_DIRECT_DOWNLOADS_MB: "5" });
    must(folder.status === 1 && /NESTOGY_DIRECT_DOWNLOADS_MB.*no address/.test(folder.said), folder.said);
    const wrong = await nestogy(["config"], { ...from, NESTOGY_FILES_DIR: "s3://" });
    must(wrong.status === 1 && /NESTOGY_FILES_DIR.*bucket's name is missing/.test(wrong.said), wrong.said);
  });
} catch (error) {
  await check("the stage stands", () => Promise.reject(error));
} finally {
  for (const name of names) sql(`DROP DATABASE IF EXISTS ${name}`);
  stage.end();
}
