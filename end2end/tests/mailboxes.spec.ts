import { expect, open, test } from "../fixtures";
import { receive } from "../fixtures/mail";

const address = () => `desk.${Date.now()}@northwind.example`;
const summary = { hasText: "There is a problem" };

test("a mailbox is added, takes mail, is changed, archived and restored", async ({ page }) => {
  const email = address();
  await open(page, "/settings/mailboxes/new");
  await page.getByLabel("Address").fill(email);
  await page.getByLabel("Name", { exact: true }).fill("Projects");
  await page.getByLabel("Board", { exact: true }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Save mailbox" }).click();
  await expect(page).toHaveURL(/\/settings\/mailboxes$/);
  const row = page.getByRole("row").filter({ hasText: email });
  await expect(row).toContainText("Piped in by the mail server");

  expect(await receive(`From: Pat <pat@unknown-firm.example>\r\nTo: ${email}\r\nSubject: To the new address ${Date.now()}\r\n\r\nHello\r\n`)).toContain("stored");

  await row.getByRole("link", { name: email }).click();
  await expect(page.getByRole("heading", { level: 1, name: email })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Projects and moves");
  await page.getByRole("button", { name: "Save mailbox" }).click();
  await expect(row).toContainText("Projects and moves");

  await row.getByRole("link", { name: email }).click();
  await page.getByRole("button", { name: "Archive mailbox" }).click();
  await expect(row).toContainText("Archived");
  await row.getByRole("link", { name: email }).click();
  await page.getByRole("button", { name: "Restore mailbox" }).click();
  await expect(row).toContainText("Ready");
});

test("bad input is refused at its fields, all of it at once, and what was typed stays", async ({ page }) => {
  await open(page, "/settings/mailboxes/new");
  await page.getByLabel("Address").fill("no address");
  await page.getByLabel("Name", { exact: true }).fill(`Desk "<script>alert(1)</script>`);
  await page.getByLabel("Server").fill("http://mail.northwind.example");
  await page.getByLabel(/^Password/).fill("kept where it is");
  await page.getByRole("button", { name: "Save mailbox" }).click();
  await expect(page.getByRole("alert").filter(summary)).toBeFocused();
  for (const label of ["Address", "Board", "Server", "User name"]) {
    await expect(page.getByLabel(new RegExp(`^${label}`)), label).toHaveAttribute("aria-invalid", "true");
  }
  await expect(page.getByLabel("Address")).toHaveValue("no address");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(`Desk "<script>alert(1)</script>`);
  await expect(page.getByLabel("Server")).toHaveValue("http://mail.northwind.example");
  await expect(page.getByLabel(/^Password/)).toHaveValue("kept where it is");
  await expect(page).toHaveURL(/\/settings\/mailboxes\/new$/);
});

test("an address that is taken is refused", async ({ page }) => {
  await open(page, "/settings/mailboxes/new");
  await page.getByLabel("Address").fill("support@northwind.example");
  await page.getByLabel("Name", { exact: true }).fill("A second one");
  await page.getByLabel("Board", { exact: true }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Save mailbox" }).click();
  await expect(page.getByRole("alert").filter(summary)).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("A second one");
});

test("a server that nobody is at is said so by the test of the connection", async ({ page }) => {
  await open(page, "/settings/mailboxes/new");
  await page.getByLabel("Address").fill(address());
  await page.getByLabel("Name", { exact: true }).fill("Fetched");
  await page.getByLabel("Board", { exact: true }).selectOption({ index: 1 });
  await page.getByLabel("Server").fill("imap://127.0.0.1:9");
  await page.getByLabel("User name").fill("desk");
  await page.getByLabel(/^Password/).fill("secret");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("alert").filter(summary)).toBeVisible();
  await expect(page.getByLabel("User name")).toHaveValue("desk");
});
