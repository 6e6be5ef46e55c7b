import { axe, expect, hydrated, open, test } from "../fixtures";
import { sessionFile } from "../fixtures/people";
import { conversation, newTicket, pill, words } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;

test("filters are in the address, and an empty result says why", async ({ page }) => {
  await open(page, "/tickets");
  await page.getByLabel("Priority", { exact: true }).selectOption("high");
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
  const status = page.getByLabel("Then set the status to");
  await page.getByLabel("Internal note").check();
  await status.selectOption({ label: "In progress" });
  await page.getByLabel("Attach files").setInputFiles({ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("step one") });
  await page.getByRole("button", { name: "Send" }).click();
  const question = page.getByRole("dialog", { name: "The ticket changed while you wrote" });
  await expect(question).toContainText("I take this one.");
  expect(await axe(page)).toEqual([]);
  await question.getByRole("button", { name: "Go on writing" }).click();
  await expect(conversation(page)).toContainText("I take this one.");
  await expect(words(page)).toHaveValue("Half a sentence");
  await expect(page.getByLabel("Internal note")).toBeChecked();
  await expect(status).toHaveValue("in_progress");
  await page.getByRole("button", { name: "Send" }).click();
  const note = conversation(page).getByRole("listitem").filter({ hasText: "Half a sentence" });
  await expect(note).toContainText("Internal note");
  await expect(note.getByRole("link", { name: /plan\.txt/ })).toBeVisible();
  await expect(words(page)).toHaveValue("");
  await other.close();
});

test("a field that somebody else changed meanwhile says so and shows what is stored", async ({ page, browser, guard, baseURL }) => {
  const number = await newTicket(page, unique("Two minds"));
  const other = await browser.newContext({ storageState: sessionFile("dispatcher"), baseURL });
  guard.watch(other);
  const second = await other.newPage();
  await open(second, `/tickets/${number}`);
  await second.getByLabel("Priority").selectOption("low");
  await expect(second.locator(".page-meta")).toContainText("Low");

  await expect(pill(page)).toBeVisible();
  await page.getByLabel("Priority").selectOption("critical");
  await expect(page.locator(".toast").filter({ hasText: "Someone changed this ticket" })).toBeVisible();
  await expect(page.locator(".page-meta")).toContainText("Low");
  await expect(page.getByLabel("Priority")).toHaveValue("low");
  // What a third change brings is shown too, although this person has chosen before.
  await second.getByLabel("Priority").selectOption("high");
  await expect(second.locator(".page-meta")).toContainText("High");
  await pill(page).click();
  await expect(page.getByLabel("Priority")).toHaveValue("high");
  await other.close();
});

test("words for one ticket do not come along to the next", async ({ page }) => {
  const [first, second] = [unique("First of two"), unique("Second of two")];
  await open(page, "/tickets/new?client=3");
  await page.getByLabel("Subject").fill(first);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: first })).toBeVisible();
  await open(page, "/tickets/new?client=3");
  await page.getByLabel("Subject").fill(second);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: second })).toBeVisible();
  await words(page).fill("Meant for the second");
  await page.getByRole("complementary").getByRole("link", { name: first }).click();
  await expect(page.getByRole("heading", { level: 1, name: first })).toBeVisible();
  await expect(words(page)).toHaveValue("");
});

test("closing is taken back from the message, and only for a while", async ({ page }) => {
  const number = await newTicket(page, unique("Closed by mistake"));
  await page.getByRole("button", { name: "Close ticket" }).click();
  const offer = page.locator(".toast").filter({ hasText: `Ticket #${number} closed` });
  await offer.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Close ticket" })).toBeVisible();
  await expect(offer).toBeHidden();
  await page.reload();
  await hydrated(page);
  await expect(page.locator(".page-meta")).toContainText("New");

  await page.clock.install();
  await page.reload();
  await hydrated(page);
  await page.getByRole("button", { name: "Close ticket" }).click();
  await expect(offer).toBeVisible();
  await page.mouse.move(0, 0);
  await page.clock.fastForward(11_000);
  await expect(offer).toBeHidden();
  await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
});

test("an undo that comes after somebody else's change is refused and says why", async ({ page, browser, guard, baseURL }) => {
  const number = await newTicket(page, unique("Closed and answered"));
  await page.getByRole("button", { name: "Close ticket" }).click();
  const undo = page.locator(".toast").getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  const other = await browser.newContext({ storageState: sessionFile("dispatcher"), baseURL });
  guard.watch(other);
  const second = await other.newPage();
  await open(second, `/tickets/${number}`);
  await second.getByLabel("Priority").selectOption("low");
  await expect(second.locator(".page-meta")).toContainText("Low");
  await undo.click();
  await expect(page.locator(".toast").filter({ hasText: "Someone changed this ticket" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
  await other.close();
});

test("a conflict without JavaScript keeps the words too", async ({ browser, baseURL, guard, page }) => {
  const number = await newTicket(page, unique("Two people, one without script"));
  const plain = await browser.newContext({ storageState: sessionFile("dispatcher"), baseURL, javaScriptEnabled: false });
  guard.watch(plain);
  const old = await plain.newPage();
  await old.goto(`/tickets/${number}`);
  await words(old).fill("Written without script");
  await words(page).fill("I was first.");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(conversation(page)).toContainText("I was first.");
  await old.getByRole("button", { name: "Send" }).click();
  await expect(old.getByRole("alert").filter({ hasText: "Someone changed this ticket" })).toBeVisible();
  await expect(conversation(old)).toContainText("I was first.");
  await expect(words(old)).toHaveValue("Written without script");
  await old.getByRole("button", { name: "Send" }).click();
  await expect(conversation(old)).toContainText("Written without script");
  await plain.close();
});

test("hostile words that are sent back stay in the box they were typed into", async ({ browser, baseURL, guard }) => {
  const evil = `</textarea><script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;
  const plain = await browser.newContext({ storageState: sessionFile("technician"), baseURL, javaScriptEnabled: false });
  const old = await plain.newPage();
  await old.goto("/tickets/new");
  await old.getByLabel("Description").fill(evil);
  await old.getByRole("button", { name: "Create ticket" }).click();
  // The server wrote what was typed into the page, which a browser with scripts must be able to read.
  await expect(old.getByLabel("Description")).toHaveValue(evil);
  expect(await old.locator("main script, main img").count()).toBe(0);
  await plain.close();

  const scripted = await browser.newContext({ storageState: sessionFile("technician"), baseURL });
  guard.watch(scripted);
  const page = await scripted.newPage();
  await page.goto("/tickets/new");
  await page.getByLabel("Description").fill(evil);
  // A plain post, as before the page listens: the answer is a document with the words in it.
  await page.evaluate(() => document.querySelector<HTMLFormElement>("form:has(textarea)")?.submit());
  await hydrated(page);
  await expect(page.getByLabel("Description")).toHaveValue(evil);
  await expect(page).not.toHaveTitle(/^owned/);
  expect(await page.locator("main script, main img").count()).toBe(0);
  await scripted.close();
});

test("a page that hears nothing is refused by the server, and what was typed stays", async ({ page, browser, guard, baseURL }) => {
  guard.allow(/events/);
  await page.route("**/events", (route) => route.abort());
  const number = await newTicket(page, unique("Deaf"));
  await words(page).fill("Half a sentence");
  const other = await browser.newContext({ storageState: sessionFile("dispatcher"), baseURL });
  const second = await other.newPage();
  await open(second, `/tickets/${number}`);
  await words(second).fill("I take this one.");
  await second.getByRole("button", { name: "Send" }).click();
  await expect(conversation(second)).toContainText("I take this one.");
  await other.close();
  await page.getByLabel("Internal note").check();
  await page.getByRole("button", { name: "Send" }).click();
  // The news are shown, and the complaint stays beside what was typed and chosen.
  await expect(conversation(page)).toContainText("I take this one.");
  const complaint = page.getByRole("alert").filter({ hasText: "There is a problem" });
  await expect(complaint).toContainText("Someone changed this ticket while you were writing");
  await expect(words(page)).toHaveValue("Half a sentence");
  await expect(page.getByLabel("Internal note")).toBeChecked();
  await page.waitForTimeout(500);
  await expect(complaint).toBeVisible();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(conversation(page)).toContainText("Half a sentence");
  await expect(complaint).toBeHidden();
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
