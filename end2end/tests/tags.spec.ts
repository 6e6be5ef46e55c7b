// Tags: made in the settings, worn by tickets and clients, a filter of the list.
import { axe, expect, open, test } from "../fixtures";
import { newTicket } from "../fixtures/tickets";

test("a tag is made, worn, filtered by and taken off, by keyboard alone", async ({ page }) => {
  const name = `VPN ${Date.now()}`;
  await open(page, "/settings/tags/new");
  await page.getByLabel("Name").focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Amber");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name })).toBeVisible();

  const subject = `Tagged ${Date.now()}`;
  await newTicket(page, subject);
  await page.getByLabel("Add a tag").focus();
  await page.keyboard.type(name);
  const worn = page.getByRole("group", { name: "Tags" });
  await expect(worn).toContainText(name);
  expect(await axe(page)).toEqual([]);

  await open(page, "/tickets");
  await page.getByRole("search", { name: "Filter the list" }).getByLabel("Tag").selectOption({ label: name });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/tag=[0-9a-f-]{36}/);
  const rows = page.getByRole("table", { name: "Tickets" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(name);

  await page.getByRole("link", { name: subject }).click();
  await page.getByRole("button", { name: `Remove the tag ${name}` }).focus();
  await page.keyboard.press("Enter");
  await expect(worn).toContainText("None");
});

test("a client wears tags", async ({ page }) => {
  await open(page, "/clients/3");
  await page.getByLabel("Add a tag").selectOption({ label: "Backup" });
  await page.getByRole("button", { name: "Add tag" }).click();
  await expect(page.getByRole("button", { name: "Remove the tag Backup" })).toBeVisible();
  await page.getByRole("button", { name: "Remove the tag Backup" }).click();
  await expect(page.getByRole("button", { name: "Remove the tag Backup" })).toBeHidden();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a tag is put on a ticket and taken off", async ({ page }) => {
    await page.goto("/tickets");
    await page.locator("[data-row]").first().click();
    await page.getByLabel("Add a tag").selectOption({ label: "Office move" });
    await page.getByRole("button", { name: "Add tag" }).click();
    const off = page.getByRole("button", { name: "Remove the tag Office move" });
    await expect(off).toBeVisible();
    await off.click();
    await expect(off).toBeHidden();
  });
});
