// Custom fields: made in the settings, filled in on records and in forms, a filter and a column.
import { axe, expect, open, test } from "../fixtures";

test("a field is made, filled in on a new ticket, changed on it and filtered by", async ({ page }) => {
  const name = `Building ${Date.now()}`;
  await open(page, "/settings/fields/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("What it takes").selectOption({ label: "Choice from a list" });
  await page.getByRole("button", { name: "Save field" }).click();
  await expect(page.getByText("Enter the choices, one a line").first()).toBeVisible();
  await page.getByLabel("Choices").fill("North\nSouth");
  await page.getByRole("button", { name: "Save field" }).click();
  await expect(page.getByRole("link", { name })).toBeVisible();

  const subject = `In the building ${Date.now()}`;
  await open(page, "/tickets/new?client=1");
  await page.getByLabel("Subject").fill(subject);
  await page.getByLabel("Description").fill("Written by a test.");
  await page.getByLabel(name).selectOption("North");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  await expect(page.getByRole("link", { name: "North", exact: true })).toBeVisible();

  await page.getByText("Change these fields").press("Enter");
  await page.getByLabel(name).selectOption("South");
  await page.getByRole("button", { name: "Save fields" }).click();
  await expect(page.getByRole("link", { name: "South", exact: true })).toBeVisible();

  await open(page, "/tickets");
  await page.getByLabel("Custom field").selectOption({ label: `${name}: South` });
  await page.getByRole("button", { name: "Filter" }).click();
  const rows = page.getByRole("table", { name: "Tickets" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(subject);
  // Out of the way of the other tests.
  await open(page, "/settings/fields");
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Archive field" }).click();
  await expect(page.getByText("Field archived")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a client's field is filled in, refused and kept", async ({ page }) => {
    await page.goto("/contacts");
    await page.locator("[data-row]").first().click();
    await page.getByText("Change these fields").click();
    await page.getByLabel("Birthday").fill("1990-02-28");
    await page.getByRole("button", { name: "Save fields" }).click();
    await expect(page.getByText("1990-02-28")).toBeVisible();
    await page.goto("/clients/1");
    await page.getByText("Change these fields").click();
    await page.getByLabel("Contract number").fill("C-77");
    await page.getByRole("button", { name: "Save fields" }).click();
    await expect(page.getByText("C-77")).toBeVisible();
  });
});
