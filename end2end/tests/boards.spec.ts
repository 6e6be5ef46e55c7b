// Boards: made in the settings, and each mailbox has one.
import { axe, expect, open, test } from "../fixtures";

test("a board is made, renamed, and gets a mailbox of its own", async ({ page }) => {
  const name = `Projects ${Date.now()}`;
  await open(page, "/settings/boards/new");
  await page.getByRole("button", { name: "Save board" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeVisible();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Save board" }).click();
  await expect(page).toHaveURL(/\/settings\/boards$/);
  await page.getByRole("link", { name }).click();
  await page.getByLabel("Name").fill(`${name} 2`);
  await page.getByRole("button", { name: "Save board" }).click();
  await expect(page.getByRole("link", { name: `${name} 2` })).toBeVisible();
  expect(await axe(page)).toEqual([]);

  const address = `projects-${Date.now()}@desk.example`;
  await open(page, "/settings/mailboxes/new");
  await page.getByLabel("Address").fill(address);
  await page.getByLabel("Name", { exact: true }).fill("Projects");
  await page.getByLabel("Board", { exact: true }).selectOption({ label: `${name} 2` });
  await page.getByRole("button", { name: "Save mailbox" }).click();
  await expect(page).toHaveURL(/\/settings\/mailboxes/);
  await open(page, "/settings/boards");
  const row = page.getByRole("row").filter({ hasText: `${name} 2` });
  await expect(row).toContainText(address);
});
