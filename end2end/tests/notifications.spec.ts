// Notifications: what a colleague does arrives at the bell of an open page, and can be read and put away.
import { axe, expect, open, test } from "../fixtures";
import { sessionFile } from "../fixtures/people";
import { newTicket } from "../fixtures/tickets";

test.use({ role: "technician" });

const bell = (name: RegExp) => ({ name });

test("an assignment rings the bell at once, and reading it quiets it", async ({ page, browser }) => {
  await open(page, "/notifications");
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await open(page, "/tickets");
  await expect(page.getByRole("link", bell(/^Notifications$/))).toBeVisible();

  const dispatcher = await browser.newContext({ storageState: sessionFile("dispatcher") });
  const theirs = await dispatcher.newPage();
  const subject = `Bell ${Date.now()}`;
  await newTicket(theirs, subject);
  const me = await technicianName(page);
  await theirs.getByLabel("Technician").selectOption({ label: me });
  await expect(page.getByRole("link", bell(/^Notifications, 1 unread$/))).toBeVisible({ timeout: 15_000 });
  await dispatcher.close();

  await page.getByRole("link", bell(/^Notifications, 1 unread$/)).click();
  const row = page.getByRole("row").filter({ hasText: subject });
  await expect(row).toContainText("assigned the ticket to you");
  expect(await axe(page)).toEqual([]);
  await row.getByRole("button", { name: /^Open/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  await expect(page.getByRole("link", bell(/^Notifications$/))).toBeVisible();
});

/** The name that selects of technicians show for whoever is signed in on this page. */
async function technicianName(page: import("@playwright/test").Page): Promise<string> {
  await page.goto("/settings/profile");
  const name = await page.getByLabel("Name", { exact: true }).inputValue();
  await open(page, "/tickets");
  return name;
}

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("one chooses what to hear", async ({ page }) => {
    await page.goto("/settings/notifications");
    const mail = page.getByLabel("A colleague writes to a ticket of mine: by mail");
    await mail.check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(mail).toBeChecked();
    const daily = page.getByLabel("A colleague writes to a ticket of mine: in one mail a day");
    await daily.check();
    await mail.uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(mail).not.toBeChecked();
    await expect(daily).toBeChecked();
    await daily.uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(daily).not.toBeChecked();
  });
});
