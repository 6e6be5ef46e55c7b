// Every mail of the fixtures, piped in twice and opened: the page of the mail, and the ticket that shows it.
// NESTOGY_MAIL_CORPUS=<folder> adds every message below that folder.
import fs from "node:fs";
import path from "node:path";
import { type Page, expect, open, test } from "../fixtures";
import { receive } from "../fixtures/mail";
import { SUPPORT } from "../fixtures/people";

const FIXTURES = path.join(__dirname, "../../server/core/tests/fixtures/mail");
const CORPUS = process.env.NESTOGY_MAIL_CORPUS;

interface Mail {
  name: string;
  raw: Buffer;
}

/** Id of the stored mail → the fixture it came from. Some collections hold one mail under two names. */
const stored = new Map<string, string>();
const sums = new Map<string, number>();

function mails(): Mail[] {
  const ours = below(FIXTURES).map((file) => ({ name: path.basename(file), raw: asAClientOfTheDemo(fs.readFileSync(file)) }));
  const theirs = CORPUS ? below(CORPUS).map((file) => ({ name: path.relative(CORPUS, file), raw: fs.readFileSync(file) })) : [];
  return [...ours, ...theirs];
}

function below(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  return entries.filter((name) => name.endsWith(".eml")).sort().map((name) => path.join(folder, name));
}

/**
 * The fixtures are written for the tests' world; in the demo the same people have other addresses. Nobody else
 * in the tests writes as this one: whoever sends many mails is not thanked for each.
 */
function asAClientOfTheDemo(raw: Buffer): Buffer {
  const text = raw.toString("latin1");
  const known = text.replaceAll("support@alpha.example", SUPPORT).replaceAll("anna@alpha.example", "anna.miller@harborview-dental.example");
  return Buffer.from(known, "latin1");
}

/** Opens a page and looks at it in both widths; the guard listens to the console meanwhile. */
async function looksRight(page: Page, address: string): Promise<void> {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider, `pixels to scroll sideways on ${address} at ${width}`).toBe(0);
  }
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  expect(await page.locator("main :is(script, iframe, object, embed, style, form[action^='http'])").count(), "active content").toBe(0);
}

test.beforeEach(async ({ page, context, baseURL }) => {
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on("request", (request) => {
    const local = request.url().startsWith(`${baseURL}/`) || /^(data|blob):/.test(request.url());
    expect.soft(local, `asked for ${request.url()}`).toBe(true);
  });
});

for (const mail of mails()) {
  test(`mail ${mail.name}`, async ({ page, baseURL }) => {
    const first = await receive(mail.raw, SUPPORT);
    const id = /[0-9a-f-]{36}/.exec(first)?.[0] ?? "";
    expect(id, first).not.toBe("");
    if (!first.startsWith("stored")) {
      expect([...stored.keys()], `${first}, although nothing like it was piped in`).toContain(id);
      return;
    }
    stored.set(id, mail.name);
    expect(await receive(mail.raw, SUPPORT), "the second time").toContain(`known already: ${id}`);

    await expect(async () => {
      await open(page, `/mail/${id}`);
      await expect(page.getByText("It is about to be filed")).toHaveCount(0, { timeout: 100 });
    }).toPass({ timeout: 20_000 });
    await looksRight(page, `/mail/${id}`);
    const state = await page.locator(".page-meta .badge").innerText();
    sums.set(state, (sums.get(state) ?? 0) + 1);

    const main = page.getByRole("main");
    if (state !== "Filed") {
      expect(["Quarantined", "Dismissed"]).toContain(state);
      await expect(main.locator(".banner").first(), "the reason").not.toBeEmpty();
      // What was set aside is filed by hand, so that a ticket shows it too.
      const answer = await page.request.post("/api/mail/file-as-new", { form: { id, client: "1" }, headers: { Origin: baseURL ?? "" } });
      expect(answer.ok(), await answer.text()).toBe(true);
      await open(page, `/mail/${id}`);
    }
    const ticket = await main.getByRole("link", { name: /^ticket #\d+$/ }).getAttribute("href");
    await open(page, ticket ?? "");
    await looksRight(page, ticket ?? "");
    await expect(page.locator(`.conversation a[href="/mail/${id}"]`), "shown once").toHaveCount(1);
  });
}

test.afterAll(() => {
  console.log(`mails by state: ${[...sums].map(([state, count]) => `${count} ${state.toLowerCase()}`).join(", ")}`);
});
