import { expect, hydrated, open, test } from "../fixtures";

test("a client is added, changed, archived and restored", async ({ page }) => {
  const name = `Lighthouse Museum ${Date.now()}`;
  await open(page, "/clients/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Note about this client").fill("Closed on Mondays.");
  await page.getByRole("button", { name: "Add client" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const address = page.url();

  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel("Phone").fill("+1 503 555 0142");
  await page.getByRole("button", { name: "Save client" }).click();
  await expect(page.getByText("+1 503 555 0142")).toBeVisible();

  // What was said before has gone.
  await expect(page.locator(".toast")).toHaveCount(0);
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("This client is archived")).toBeVisible();
  // One message says what happened and takes it back.
  await expect(page.locator(".toast")).toHaveCount(1);
  await expect(page.locator(".toast")).toContainText("Client archived");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("This client is archived")).toBeHidden();
  await page.goto(address);
  await hydrated(page);
  await expect(page.getByRole("button", { name: "Archive" })).toBeVisible();
});

test("a client without a name is refused and nothing typed is lost", async ({ page }) => {
  await open(page, "/clients/new");
  await page.getByLabel("Notes").fill("Met at the fair.");
  await page.getByRole("button", { name: "Add client" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeFocused();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Notes")).toHaveValue("Met at the fair.");
});

test("a contact and a location find their client", async ({ page }) => {
  const name = `Robin Field ${Date.now()}`;
  await open(page, "/contacts/new?client=2");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail").fill(`robin.${Date.now()}@alderpine.example`);
  await page.getByRole("button", { name: "Save contact" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await open(page, "/contacts?q=robin");
  await expect(page.getByRole("link", { name })).toBeVisible();

  const place = `Annex ${Date.now()}`;
  await open(page, "/clients/2/locations/new");
  await page.getByLabel("Name", { exact: true }).fill(place);
  await page.getByRole("button", { name: "Save location" }).click();
  await expect(page.getByText(place, { exact: true })).toBeVisible();
});

test("the list filters, and a click leads to the client", async ({ page }) => {
  await open(page, "/clients?q=harbor");
  const rows = page.locator("[data-row]");
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Harborview Dental" })).toBeVisible();
  // From a client, c begins a ticket for it.
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/tickets\/new\?client=1$/);
});

test("the search page finds people and tickets", async ({ page }) => {
  await open(page, "/search");
  await page.getByLabel(/Ticket number, words/).fill("dana whit");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("link", { name: /Dana Whitfield/ }).first()).toBeVisible();
});

test.describe("somebody who may read only", () => {
  test.use({ role: "read-only" });

  test("sees clients but cannot change them", async ({ page, guard }) => {
    await open(page, "/clients/1");
    await expect(page.getByRole("button", { name: "Archive" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Edit", exact: true })).toHaveCount(0);
    guard.allow(/403/);
    expect((await page.goto("/clients/new"))?.status()).toBe(403);
  });
});
