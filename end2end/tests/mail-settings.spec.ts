// The words of outgoing mails, delivery over HTTP, pictures on other servers.
import { createHmac } from "node:crypto";
import { expect, open, test } from "../fixtures";
import { sendMail } from "../fixtures/mail";

test("the words of the acknowledgement are changed with a preview, and reset", async ({ page }) => {
  await open(page, "/settings/mail-templates");
  await page.getByRole("link", { name: "Request received" }).click();
  const words = page.getByLabel("Words");
  const preview = page.locator("section.panel").filter({ hasText: "Preview" });
  await expect(preview).toContainText("Hello Anna Miller");
  await words.fill("Dear {{ contact }}, we look at {{ ticket }}.");
  await expect(preview).toContainText("Dear Anna Miller, we look at [#1042].");
  await words.fill("{{ config }}");
  await expect(preview).toContainText('There is no "config" here');
  await page.getByRole("button", { name: "Save words" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeVisible();
  await expect(words).toHaveAttribute("aria-invalid", "true");

  await words.fill("Dear {{ contact }}, we look at {{ ticket }}.");
  await page.getByRole("button", { name: "Save words" }).click();
  await expect(page).toHaveURL(/\/settings\/mail-templates$/);
  const row = page.getByRole("row").filter({ hasText: "Request received" });
  await expect(row).toContainText("Your own");
  await page.getByRole("link", { name: "Request received" }).click();
  await page.getByRole("button", { name: "Back to the default" }).click();
  await expect(row).toContainText("Default");
});

test("a mailbox gets a secret, a program delivers with it, and it is removed", async ({ page, request, baseURL }) => {
  await open(page, "/settings/mailboxes");
  await page.locator("[data-row]").first().click();
  const panel = page.locator("section.panel").filter({ hasText: "Delivery over HTTP" });
  await panel.getByRole("button", { name: "Make a secret" }).click();
  await expect(panel).toContainText("Keep this secret");
  const secret = (await panel.getByText(/^[0-9a-f]{64}$/).textContent()) ?? "";
  const id = page.url().split("/").pop();
  const subject = `Delivered ${Date.now()}`;
  const raw = `From: p@unknown-firm.example\r\nTo: x@y.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`;
  const time = String(Math.floor(Date.now() / 1000));
  const sum = createHmac("sha256", secret).update(`${time}.${raw}`).digest("hex");
  const headers = { "X-Nestogy-Timestamp": time, "X-Nestogy-Signature": `v1=${sum}` };
  const answer = await request.post(`${baseURL}/mail/inbound/${id}`, { data: Buffer.from(raw), headers });
  expect(answer.status()).toBe(201);
  await open(page, `/settings/mailboxes/${id}`);
  await expect(panel).not.toContainText(secret);
  await panel.getByRole("button", { name: /^Remove/ }).first().click();
  await expect(panel).toContainText("No secret yet");
});

test("pictures on other servers are loaded only when asked for", async ({ page, guard }) => {
  // There is no such server.
  guard.allow(/404/);
  const subject = `Pictures ${Date.now()}`;
  const html = `<p>Look</p><img src="https://pictures.unknown-firm.example/a.png" alt="Our shop">`;
  await sendMail({ from: "Pat <pat@unknown-firm.example>", subject, text: "", html });
  await expect(async () => {
    await open(page, "/mail?state=quarantined");
    await expect(page.getByRole("link", { name: subject })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole("link", { name: subject }).click();
  await expect(page.getByText("A picture on another server is not loaded.")).toBeVisible();
  expect(await page.locator("main img").count()).toBe(0);
  await page.getByRole("link", { name: "Show pictures" }).click();
  const picture = page.getByRole("img", { name: "Our shop" });
  await expect(picture).toHaveAttribute("src", /^\/mail\/[0-9a-f-]{36}\/pictures\/0$/);
});

test("one's own signature stands below one's replies", async ({ page }) => {
  await open(page, "/settings/profile");
  await page.getByLabel("Signature").fill("Night shift");
  await page.getByRole("button", { name: "Save signature" }).click();
  await expect(page.getByLabel("Signature")).toHaveValue("Night shift");
  await page.getByLabel("Signature").fill("");
  await page.getByRole("button", { name: "Save signature" }).click();
  await expect(page.getByLabel("Signature")).toHaveValue("");
});
