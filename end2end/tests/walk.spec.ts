// The walk of a client's mail through the desk and back: what the whole product is for.
import { expect, hydrated, open, test } from "../fixtures";
import { awaitMail, list, sendMail } from "../fixtures/mail";
import { DANA, SUPPORT, colleague } from "../fixtures/people";

test.use({ role: "technician" });

test("a mail becomes a ticket, is answered by mail, and the answer to that comes back", async ({ page }) => {
  test.setTimeout(90_000);
  const subject = `Label printer eats labels ${Date.now()}`;
  const client = colleague();
  const from = `${client.name} <${client.email}>`;
  const row = page.getByRole("link", { name: subject });
  const pill = page.getByRole("button", { name: /changes?\. Show/ });

  await open(page, "/tickets");
  const first = await sendMail({ from, subject, text: "Since this morning it pulls in three at once.\n\nCan you help?" });

  // Announced, not pushed into the list; shown when asked for, without loading the page again.
  await expect(pill).toBeVisible({ timeout: 15_000 });
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await expect(async () => {
    if (await pill.isVisible()) await pill.click();
    await expect(row).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await row.click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  expect(await page.evaluate(() => "sameDocument" in window), "no reload so far").toBe(true);
  const conversation = page.getByRole("region", { name: "Conversation" });
  await expect(conversation).toContainText("pulls in three at once");
  await expect(page.getByRole("complementary")).toContainText(DANA.client);
  const number = /\/tickets\/(\d+)/.exec(page.url())?.[1];

  await page.getByLabel("Text", { exact: true }).fill("Please clean the **sensor** with the blue cloth.");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(conversation.getByText("sensor")).toBeVisible();
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue("");

  const answer = await awaitMail(client.email, subject, 2);
  expect(answer.subject).toContain(`#${number}]`);
  expect(answer.text).toContain("Please clean the");
  expect(answer.html).toContain("<strong>sensor</strong>");
  expect(answer.from[0]?.address).toBe(SUPPORT);
  const id = String(answer.headers["message-id"]);
  expect(id).toMatch(/^<[^<>@\s]+@[^<>@\s]+>$/);
  expect(answer.headers["in-reply-to"]).toBe(first);
  expect(list(answer.headers.references)).toContain(first);
  expect(answer.headers["auto-submitted"] ?? "no", "a person wrote it").toBe("no");

  // The client's program quotes the mail it answers; the quote stays out of the conversation.
  const quoted = answer.text.split("\n").map((line) => `> ${line}`);
  await sendMail({
    from,
    subject: `Re: ${answer.subject}`,
    text: ["That helped, thank you!", "", "On Monday, Northwind wrote:", ...quoted].join("\n"),
    inReplyTo: id,
    references: [first, id],
  });
  await expect(pill).toBeVisible({ timeout: 15_000 });
  await expect(conversation.getByText("That helped, thank you!")).toBeHidden();
  const reply = conversation.getByRole("listitem").filter({ hasText: "That helped, thank you!" });
  await expect(async () => {
    // What changed first may have been our own reply, which went out.
    await pill.click({ timeout: 5_000 });
    await expect(reply).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 20_000 });
  await expect(reply).not.toContainText("blue cloth");
  expect(page.url()).toContain(`/tickets/${number}`);

  await page.getByRole("button", { name: "Close ticket" }).click();
  await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("banner").or(page.locator(".page-header")).getByText("Closed", { exact: true })).toBeVisible();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(false);
});
