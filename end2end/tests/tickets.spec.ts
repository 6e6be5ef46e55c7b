import { expect, hydrated, open, test } from "../fixtures";
import { sessionFile } from "../fixtures/people";
import { conversation, newTicket, pill, words } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;

test("filters are in the address, and an empty result says why", async ({ page }) => {
  await open(page, "/tickets");
  await page.getByLabel("Priority").selectOption("high");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/priority=high/);
  const rows = page.getByRole("table", { name: "Tickets" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) await expect(row).toContainText("High");

  await open(page, "/tickets?q=nothing-is-called-like-this");
  await expect(page.getByText("The filter hides everything")).toBeVisible();
  await page.getByRole("link", { name: "Clear filter" }).last().click();
  await expect(rows.first()).toBeVisible();
});

test("paging by key goes there and back", async ({ page }) => {
  await open(page, "/tickets?show=all");
  const subjects = () => page.locator("[data-row]").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const first = await subjects();
  await page.getByRole("link", { name: /Older|Next/ }).click();
  await expect(page).toHaveURL(/after=/);
  await expect.poll(subjects).not.toEqual(first);
  const second = await subjects();
  expect(second.some((href) => first.includes(href)), "no row twice").toBe(false);
  await page.getByRole("link", { name: /Newer|Previous/ }).click();
  await expect.poll(subjects).toEqual(first);
});

test("a new ticket without a subject is refused at the field", async ({ page }) => {
  await open(page, "/tickets/new");
  await page.getByLabel("Description").fill("Kept.");
  await page.getByRole("button", { name: "Create ticket" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
  await expect(summary).toBeFocused();
  await summary.getByRole("link").first().click();
  await expect(page.getByLabel("Subject")).toBeFocused();
  await expect(page.getByLabel("Description")).toHaveValue("Kept.");
});

test("a ticket for a client offers its contacts", async ({ page }) => {
  await open(page, "/tickets/new?client=1");
  const dana = page.getByLabel("Contact").getByRole("option", { name: /Dana Whitfield/ });
  await expect(dana).toBeAttached();
  const subject = unique("For Dana");
  await page.getByLabel("Contact").selectOption(await dana.getAttribute("value"));
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  await expect(page.getByRole("complementary")).toContainText("Dana Whitfield");
});

test("a note with Markdown, preview and a file", async ({ page }) => {
  await newTicket(page, unique("Note"));
  await page.getByLabel("Internal note").check();
  await words(page).fill("Swapped the **fan**.");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.locator(".composer-preview strong")).toHaveText("fan");
  await page.getByLabel("Attach files").setInputFiles({ name: "fan.txt", mimeType: "text/plain", buffer: Buffer.from("1200 rpm") });
  await page.getByRole("button", { name: "Send" }).click();
  const note = conversation(page).getByRole("listitem").filter({ hasText: "Swapped the fan." });
  await expect(note).toContainText("Internal note");
  const download = page.waitForEvent("download");
  await note.getByRole("link", { name: /fan\.txt/ }).click();
  expect((await download).suggestedFilename()).toBe("fan.txt");
  await expect(words(page)).toHaveValue("");
});

test("an empty reply is refused, and files alone do not get lost", async ({ page }) => {
  await newTicket(page, unique("Empty reply"));
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeVisible();
});

test("fields save as they are chosen", async ({ page }) => {
  await newTicket(page, unique("Fields"));
  await page.getByLabel("Priority").selectOption("critical");
  await expect(page.locator(".page-meta")).toContainText("Critical");
  await expect(conversation(page)).toContainText(/priority/i);
  await page.reload();
  await hydrated(page);
  await expect(page.getByLabel("Priority")).toHaveValue("critical");
});

test("closing and opening again", async ({ page }) => {
  await newTicket(page, unique("Close me"));
  await page.getByRole("button", { name: "Close ticket" }).click();
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(page.getByRole("button", { name: "Close ticket" })).toBeVisible();
});

test("two people: news is announced, typed words stay, an outdated reply is not sent", async ({ page, browser, guard, baseURL }) => {
  const number = await newTicket(page, unique("Two people"));
  await words(page).fill("Half a sentence");

  const other = await browser.newContext({ storageState: sessionFile("dispatcher"), baseURL });
  guard.watch(other);
  const second = await other.newPage();
  await open(second, `/tickets/${number}`);
  await words(second).fill("I take this one.");
  await second.getByRole("button", { name: "Send" }).click();
  await expect(conversation(second)).toContainText("I take this one.");

  await expect(pill(page)).toBeVisible();
  await expect(words(page)).toHaveValue("Half a sentence");
  await expect(words(page)).toBeFocused();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeVisible();
  await expect(conversation(page)).toContainText("I take this one.");
  await expect(words(page)).toHaveValue("Half a sentence");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(conversation(page)).toContainText("Half a sentence");
  await other.close();
});

test("what a hostile client writes stays words", async ({ page }) => {
  const evil = `</textarea><script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;
  await newTicket(page, `${evil} ${Date.now()}`, evil);
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("</textarea><script>");
  await expect(page).not.toHaveTitle(/^owned/);
  expect(await page.locator("main script, main img").count()).toBe(0);
});
