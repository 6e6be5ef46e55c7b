// Mail by SES and ids of jobs by SQS: moto speaks both, a proxy before it sees every request and can answer itself.
//   node deploy/tests/amazon.test.mjs        needs TEST_DATABASE_URL, moto_server and target/debug/nestogy
import { createServer, request } from "node:http";
import { Stage, ROOT, ask, check, freePort, must, run, sleep, until } from "./kit.mjs";

const stage = new Stage("amazon");
const moto = process.env.MOTO_SERVER ?? "moto_server";
const program = `${ROOT}/target/debug/nestogy`;
const database = new URL(process.env.TEST_DATABASE_URL);
const name = `nestogy_test_amazon_${process.pid}`;
const port = { moto: await freePort(), proxy: await freePort(), app: await freePort() };
const front = `http://127.0.0.1:${port.app}`;
const near = `http://127.0.0.1:${port.proxy}`;
const account = "123456789012";
const queues = ["desk", "housekeeping", "mail", "mail-out", "mail-poll", "push", "triage"];
const sender = "desk@desk.example.com";

const sql = (text) =>
  run("mariadb", ["--no-defaults", `--host=${database.hostname}`, `--port=${database.port}`, `--user=${database.username}`, "-N", "-B", "-e", text, ...(text.includes("DATABASE") ? [] : [name])], {
    env: { ...process.env, MYSQL_PWD: decodeURIComponent(database.password) },
  }).said.trim();

// What passed, what moto said to it, and what the proxy says instead: intercept(request) answers [status, type, body] or nothing.
const seen = [];
let intercept = () => undefined;
const target = (headers) => (headers["x-amz-target"] ?? "").replace("AmazonSQS.", "");
createServer((asked, answer) => {
  const parts = [];
  asked.on("data", (part) => parts.push(part));
  asked.on("end", () => {
    const body = Buffer.concat(parts);
    const entry = { method: asked.method, url: asked.url, headers: asked.headers, target: target(asked.headers), body: body.toString(), at: Date.now() };
    seen.push(entry);
    const instead = intercept(entry);
    if (instead) {
      const [status, type, said] = instead;
      answer.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
      return answer.end(JSON.stringify(said));
    }
    const onward = request({ host: "127.0.0.1", port: port.moto, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      const told = [];
      got.on("data", (part) => told.push(part));
      got.on("end", () => {
        entry.answer = Buffer.concat(told).toString();
        entry.status = got.statusCode;
        answer.writeHead(got.statusCode, got.headers);
        answer.end(Buffer.concat(told));
      });
    });
    onward.on("error", () => answer.destroy());
    onward.end(body);
  });
}).listen(port.proxy, "127.0.0.1");

// moto does not know how an account is asked about itself.
const healthy = ({ url }) => (url === "/v2/email/account" ? [200, "", { SendingEnabled: true, ProductionAccessEnabled: true }] : undefined);
intercept = healthy;

const auth = (service, region = "us-east-1") => `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=x`;
const sqs = async (action, body) => {
  const headers = { authorization: auth("sqs"), "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` };
  const { status, body: said } = await ask(`http://127.0.0.1:${port.moto}/`, { method: "POST", headers, body: JSON.stringify(body) });
  must(status === 200, `${action}: ${status} ${said}`);
  return JSON.parse(said || "{}");
};
const queueUrl = (queue) => `http://127.0.0.1:${port.moto}/${account}/nestogy-${queue}`;
const depth = async (queue) => {
  const { Attributes: a } = await sqs("GetQueueAttributes", { QueueUrl: queueUrl(queue), AttributeNames: ["All"] });
  return Number(a.ApproximateNumberOfMessages) + Number(a.ApproximateNumberOfMessagesNotVisible);
};

const url = new URL(database);
url.pathname = `/${name}`;
const ses = (region) => `ses://${region}?configuration-set=nestogy&endpoint=${near}`;
const environment = {
  PATH: process.env.PATH, NESTOGY_ENV: "testing", NESTOGY_LOG: "info", DATABASE_URL: String(url), NESTOGY_LISTEN: `127.0.0.1:${port.app}`, NESTOGY_BASE_URL: front,
  NESTOGY_FILES_DIR: stage.path("files"), NESTOGY_SITE_ROOT: `${ROOT}/target/site`, NESTOGY_MAIL_DOMAIN: "desk.example.com", NESTOGY_MAIL_FROM: sender,
  AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", SMTP_URL: ses("us-east-1"), NESTOGY_QUEUE_URL: `${near}/${account}/nestogy-?region=us-east-1`,
};
async function nestogy(words, env = environment, input = "") {
  const child = stage.start(program, words, { env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  const status = await new Promise((done) => child.once("close", done));
  return { status, said: child.said };
}

// Somebody has forgotten the password: two jobs, and a mail to the owner, whose address is a new one each time, for
// the limits against floods do not know that this is a test.
let asked = 0;
const owner = () => `owner${asked}@alpha.example`;
function forgot() {
  asked += 1;
  sql(`UPDATE users SET email = '${owner()}'`);
  const headers = { origin: front, accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  return ask(`${front}/api/identity/forgot`, { method: "POST", headers, body: `workspace=alpha&email=${encodeURIComponent(owner())}` });
}
const count = (where) => Number(sql(`SELECT COUNT(*) FROM ${where}`));
const sent = () => count("outbound_messages WHERE state = 'sent'");
const open = () => count("jobs WHERE state IN ('queued', 'running')");
const handed = () => seen.filter(({ url, method }) => method === "POST" && url === "/v2/email/outbound-emails");
const letter = ({ body }) => Buffer.from(JSON.parse(body).Content.Raw.Data, "base64").toString();

async function mailed(more, patience = 20) {
  const before = sent();
  const { status, body } = await forgot();
  must(status < 400, `the form: ${status} ${body}`);
  await until(`${more} more mail(s) sent`, () => sent() === before + more, patience);
}

try {
  stage.start(moto, ["-H", "127.0.0.1", "-p", String(port.moto)]);
  await until("moto answers", async () => (await ask(`http://127.0.0.1:${port.moto}/`)).status === 200, 60);
  for (const queue of queues) await sqs("CreateQueue", { QueueName: `nestogy-${queue}` });
  const headers = { authorization: auth("ses"), "content-type": "application/json" };
  const made = await ask(`http://127.0.0.1:${port.moto}/v2/email/identities`, { method: "POST", headers, body: JSON.stringify({ EmailIdentity: sender }) });
  must(made.status === 200, `the sender: ${made.status} ${made.body}`);
  sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  for (const [words, input] of [[["migrate"], ""], [["tenant", "create", "--slug", "alpha", "--name", "Alpha", "--owner-email", "owner@alpha.example", "--password-from-stdin"], "nine Larches beside the Weir\n"]]) {
    const { status, said } = await nestogy(words, environment, input);
    must(status === 0, said);
  }
  const server = stage.start(program, ["all"], { env: environment });
  await until("the server is ready", async () => (await ask(`${front}/readyz`)).status === 200).catch((error) => { throw new Error(`${error.message}\n${server.said}`); });
  // The first long polls are out.
  await until("workers ask SQS", () => new Set(seen.filter((one) => one.target === "ReceiveMessage").map(({ body }) => JSON.parse(body).QueueUrl)).size === queues.length);

  await check("a mail goes to SES, signed, to its envelope and with its configuration set", async () => {
    await mailed(1);
    const one = handed().at(-1);
    must(/^AWS4-HMAC-SHA256 Credential=test\/\d+\/us-east-1\/ses\/aws4_request, SignedHeaders=content-type;host;/.test(one.headers.authorization), one.headers.authorization);
    const { FromEmailAddress, Destination, ConfigurationSetName } = JSON.parse(one.body);
    must(FromEmailAddress === sender && String(Destination.ToAddresses) === owner() && ConfigurationSetName === "nestogy", one.body.slice(0, 300));
    must(/^Subject: /m.test(letter(one)) && /^X-Nestogy: /m.test(letter(one)), letter(one).slice(0, 500));
  });
  await check("the Message-ID that SES writes over ours is kept", async () => {
    const { MessageId } = JSON.parse(handed().at(-1).answer);
    const kept = sql("SELECT carrier_message_id FROM outbound_messages ORDER BY created_at DESC LIMIT 1");
    must(kept === `${MessageId}@email.amazonses.com`, `${kept}, not ${MessageId}`);
  });
  await check("jobs go through SQS: sent, received, deleted, and each runs once", async () => {
    seen.length = 0;
    await mailed(1);
    const bodies = (action) => seen.filter((one) => one.target === action).map(({ body }) => body).join("\n");
    for (const queue of ["mail", "mail-out"]) {
      for (const action of ["SendMessageBatch", "ReceiveMessage"]) must(bodies(action).includes(`nestogy-${queue}"`), `no ${action} of ${queue}`);
      await until(`messages of ${queue} are deleted`, async () => bodies("DeleteMessageBatch").includes(`nestogy-${queue}"`) && (await depth(queue)) === 0);
    }
    must(/"MessageBody":"\d+:[0-9a-f-]{36}"/.test(bodies("SendMessageBatch")), bodies("SendMessageBatch"));
    must(handed().length === 1, `${handed().length} mails`);
    must(count("jobs WHERE attempts > 1") === 0, "a job ran twice");
  });
  await check("redelivery does nothing twice, and what is no job is dropped", async () => {
    const carried = seen.filter((one) => one.target === "SendMessageBatch").flatMap(({ body }) => JSON.parse(body).Entries.map(({ MessageBody }) => [JSON.parse(body).QueueUrl, MessageBody]));
    must(carried.length >= 2, "nothing was carried");
    const before = [sent(), count("jobs")];
    const garbage = ["", "no job", "1:", "999999999999:00000000-0000-0000-0000-000000000000", "4294967295:00000000-0000-0000-0000-000000000000", "' OR 1=1 --", "x".repeat(200_000), "\u{1F4A3}"].filter(Boolean);
    for (const [where, body] of carried) for (let n = 0; n < 3; n += 1) await sqs("SendMessage", { QueueUrl: queueUrl(where.split("nestogy-")[1]), MessageBody: body });
    for (const body of garbage) await sqs("SendMessage", { QueueUrl: queueUrl("mail"), MessageBody: body });
    // A job's id in the wrong queue.
    await sqs("SendMessage", { QueueUrl: queueUrl("desk"), MessageBody: carried[0][1] });
    for (const queue of ["mail", "mail-out", "desk"]) await until(`${queue} is empty`, async () => (await depth(queue)) === 0, 40);
    await sleep(500);
    must(String([sent(), count("jobs")]) === String(before) && open() === 0, "something was done again");
    must(server.said.includes("SQS brought what is no job"), "the garbage is not in the log");
  });
  await check("SES says slower, and the mail goes out later, once", async () => {
    const before = handed().length;
    let refused = 0;
    intercept = (one) => healthy(one) ?? (one.url === "/v2/email/outbound-emails" && refused++ === 0 ? [429, "TooManyRequestsException:", { message: "Maximum sending rate exceeded." }] : undefined);
    await mailed(1, 60);
    must(handed().length === before + 2, `${handed().length - before} tries`);
  });
  await check("SES refuses the message, and nobody tries again", async () => {
    intercept = (one) => healthy(one) ?? (one.url === "/v2/email/outbound-emails" ? [400, "MessageRejected", { message: "Email contains a virus" }] : undefined);
    const before = handed().length;
    await forgot();
    await until("the mail has failed", () => count("outbound_messages WHERE state = 'failed' AND last_error LIKE '%MessageRejected%virus%'") === 1);
    await until("no job is open", () => open() === 0);
    must(handed().length === before + 1, `${handed().length - before} tries`);
    intercept = healthy;
  });
  await check("SQS is away, and the sweep does the work", async () => {
    intercept = (one) => healthy(one) ?? (one.target ? [503, "ServiceUnavailable", { message: "away" }] : undefined);
    // The long polls that are out end within their 20 seconds; the sweep is quicker than that.
    seen.length = 0;
    await mailed(1);
    must(seen.some((one) => one.target === "SendMessageBatch"), "nobody tried SQS");
    must(handed().length === 1, `${handed().length} mails`);
    const page = await ask(`${front}/readyz`);
    must(page.status === 200, `readiness: ${page.status} ${page.body}`);
    intercept = healthy;
  });
  await check("the doctor sees both, and what is wrong with them", async () => {
    const well = await nestogy(["doctor", "--json"]);
    const of = ({ said }, part) => (said.includes("{") ? said.split("\n").join(" ") : said).match(new RegExp(`\\{[^{}]*"part": "${part}"[^{}]*\\}`))?.[0] ?? said;
    must(/"good"/.test(of(well, "queue")) && /7 queues answer/.test(of(well, "queue")), of(well, "queue"));
    must(/"good"/.test(of(well, "mail")), of(well, "mail"));
    intercept = (one) => (one.url === "/v2/email/account" ? [200, "", { SendingEnabled: false }] : undefined);
    const bad = await nestogy(["doctor", "--json"], { ...environment, NESTOGY_QUEUE_URL: `${near}/${account}/other-?region=us-east-1` });
    must(/"warning"/.test(of(bad, "queue")) && /NESTOGY_QUEUE_URL/.test(of(bad, "queue")), of(bad, "queue"));
    must(/"problem"/.test(of(bad, "mail")) && /paused/.test(of(bad, "mail")), of(bad, "mail"));
    intercept = healthy;
  });
  await check("addresses that are none are refused at the start, in words", async () => {
    for (const [variable, value, words] of [["SMTP_URL", "ses://here", "ses://eu-central-1"], ["SMTP_URL", "ses://eu-central-1?colour=red", "configuration-set=name"], ["NESTOGY_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/", "123456789012/nestogy-"]]) {
      const { status, said } = await nestogy(["config"], { ...environment, [variable]: value });
      must(status === 1 && said.includes(variable) && said.includes(words), `${value}: ${said}`);
    }
  });
  // The last one: it leaves a mail behind.
  await check("another region knows the sender not, and says so", async () => {
    const gone = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    await gone;
    stage.start(program, ["all"], { env: { ...environment, SMTP_URL: ses("eu-central-1") } });
    await until("the server is ready", async () => (await ask(`${front}/readyz`)).status === 200);
    const before = sent();
    await forgot();
    await until("the reason is kept", () => count("outbound_messages WHERE last_error LIKE '%authority to send%'") === 1);
    const one = handed().at(-1);
    must(/\/eu-central-1\/ses\//.test(one.headers.authorization), one.headers.authorization);
    must(sent() === before, "it was sent");
  });
} catch (error) {
  await check("the stage stands", () => Promise.reject(error));
} finally {
  sql(`DROP DATABASE IF EXISTS ${name}`);
  stage.end();
}
