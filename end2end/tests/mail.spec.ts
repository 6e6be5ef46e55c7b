import fs from "node:fs";
import { type Page, expect, open, test } from "../fixtures";
import { receive, sendMail } from "../fixtures/mail";
import { SUPPORT } from "../fixtures/people";

const unique = (text: string) => `${text} ${Date.now()}`;

/** Waits until the mail stands in this list, and opens it. */
async function openMail(page: Page, state: string, subject: string) {
  await expect(async () => {
    await open(page, `/mail?state=${state}`);
    await expect(page.getByRole("link", { name: subject })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole("link", { name: subject }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
}

test("a stranger's mail waits with its reason and is filed by hand", async ({ page }) => {
  const subject = unique("Quote for ten chairs");
  await sendMail({ from: "Chris Stranger <chris@unknown-firm.example>", subject, text: "Whom may I ask?" });
  await openMail(page, "quarantined", subject);
  await expect(page.getByText("Waiting for your decision")).toBeVisible();
  await expect(page.getByText("Whom may I ask?").first()).toBeVisible();

  await page.getByLabel("Client", { exact: true }).selectOption("1");
  await page.getByRole("button", { name: "Choose" }).click();
  await page.getByRole("button", { name: "Make a ticket" }).click();
  await expect(page).toHaveURL(/\/tickets\/\d+/);
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  await expect(page.getByRole("region", { name: "Conversation" })).toContainText("Whom may I ask?");
});

test("a mail is added to a ticket by its number", async ({ page }) => {
  const subject = unique("Forgot the picture");
  await sendMail({ from: "Pat <pat@unknown-firm.example>", subject, text: "It is the blue one." });
  await openMail(page, "quarantined", subject);
  await page.getByLabel("Ticket number").fill("no number");
  await page.getByRole("button", { name: "Add to ticket" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeVisible();
  await page.getByLabel("Ticket number").fill("1100");
  await page.getByRole("button", { name: "Add to ticket" }).click();
  await expect(page).toHaveURL(/\/tickets\/1100$/);
  await expect(page.getByRole("region", { name: "Conversation" })).toContainText("It is the blue one.");
});

test("a mail is dismissed, and that is taken back", async ({ page }) => {
  const subject = unique("Win a cruise");
  await sendMail({ from: "Luck <luck@unknown-firm.example>", subject, text: "Click!" });
  await openMail(page, "quarantined", subject);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("button", { name: "Undo dismissal" }).click();
  await expect(page.getByText("Waiting for your decision")).toBeVisible();
});

test("a mail piped in twice is one ticket", async ({ page }) => {
  const subject = unique("Twice the same");
  const raw = [
    "From: Dana Whitfield <dana.whitfield@harborview-dental.example>",
    `To: ${SUPPORT}`,
    `Subject: ${subject}`,
    `Message-ID: <twice.${Date.now()}@harborview-dental.example>`,
    "",
    "Once is enough.",
    "",
  ].join("\r\n");
  await receive(raw);
  await receive(raw);
  await openMail(page, "filed", subject);
  await open(page, `/tickets?q=${encodeURIComponent(subject)}`);
  await expect(page.locator("[data-row]")).toHaveCount(1);
});

test("active content of a mail is not there", async ({ page }) => {
  const subject = unique("Hostile");
  const html = `<p>Before</p><script>document.title="owned"</script><img src="https://tracker.example/x.png" onerror="document.title='owned'"><a href="javascript:document.title='owned'">press</a><p>After</p>`;
  await sendMail({ subject, text: "", html });
  await openMail(page, "filed", subject);
  await page.getByRole("link", { name: /ticket #\d+/i }).first().click();
  const conversation = page.getByRole("region", { name: "Conversation" });
  await expect(conversation).toContainText("Before");
  await expect(conversation).toContainText("After");
  expect(await conversation.locator("script, img[src^=http], [onerror], a[href^=javascript]").count()).toBe(0);
  await expect(page).not.toHaveTitle(/^owned/);
});

test("of an answer only the answer is shown, and the full original is one click away", async ({ page }) => {
  const subject = unique("Cut history");
  const first = await sendMail({ subject, text: "It does not print." });
  await openMail(page, "filed", subject);
  const ticket = (await page.getByRole("link", { name: /ticket #\d+/i }).first().getAttribute("href")) ?? "";
  const text = "It prints again, thank you.\n\nOn Mon, 23 Nov 2026 at 10:00 Desk wrote:\n> The history of it all";
  await sendMail({ subject: `Re: ${subject}`, text, inReplyTo: first });
  const conversation = page.getByRole("region", { name: "Conversation" });
  await expect(async () => {
    await open(page, ticket);
    await expect(conversation).toContainText("It prints again", { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(conversation).not.toContainText("The history of it all");

  await conversation.getByRole("link", { name: "Show the original mail" }).last().click();
  await expect(page.getByRole("main").getByText("The history of it all").first()).toBeVisible();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the whole original" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^mail-[0-9a-f-]{36}\.eml$/);
  const whole = fs.readFileSync(await download.path(), "utf8");
  expect(whole).toContain("> The history of it all");
  expect(whole).toContain(`In-Reply-To: ${first}`);
});
