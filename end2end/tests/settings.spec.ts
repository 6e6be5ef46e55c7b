import { expect, open, test } from "../fixtures";

test.describe("one's own preferences", () => {
  test.use({ role: "accountant" });

  test("theme, density and single keys are kept", async ({ page }) => {
    await open(page, "/settings/profile");
    await page.getByLabel("Dark").check();
    await page.getByLabel("Compact").check();
    await page.getByLabel("Shortcuts of a single key").uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
    await open(page, "/tickets");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    // The palette is no single key.
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible();

    await open(page, "/settings/profile");
    await page.getByLabel("As the device is set").check();
    await page.getByLabel("Comfortable").check();
    await page.getByLabel("Shortcuts of a single key").check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "system");
  });
});

test("a refused workspace setting says why at its field", async ({ page }) => {
  await open(page, "/settings/workspace");
  await page.getByLabel("Company").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeVisible();
  await expect(page.getByLabel("Company")).toHaveAttribute("aria-invalid", "true");
});

test("the days until resolved tickets close are checked and kept", async ({ page }) => {
  await open(page, "/settings/workspace");
  const days = page.getByLabel("Days until a resolved ticket closes by itself");
  const before = await days.inputValue();
  await days.fill("366");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(days).toHaveAttribute("aria-invalid", "true");
  await expect(days).toHaveValue("366");
  for (const value of ["7", before]) {
    await days.fill(value);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Saved").first()).toBeVisible();
    await open(page, "/settings/workspace");
    await expect(days).toHaveValue(value);
  }
});

test("a role is made, changed and deleted", async ({ page }) => {
  const name = `Intern ${Date.now()}`;
  await open(page, "/settings/roles/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.locator("input[name='permissions[]']").first().check();
  await page.getByRole("button", { name: "Save" }).click();
  await open(page, "/settings/roles");
  await page.getByRole("link", { name }).click();
  await expect(page.locator("input[name='permissions[]']").first()).toBeChecked();
  await page.getByRole("button", { name: "Delete the role" }).click();
  await open(page, "/settings/roles");
  await expect(page.getByRole("link", { name })).toHaveCount(0);
});

test("the audit log lists what was done and verifies itself", async ({ page }) => {
  await open(page, "/settings/audit");
  await expect(page.getByRole("table", { name: "Audit log" }).locator("tbody tr").first()).toBeVisible();
  await page.getByRole("button", { name: "Verify the log" }).click();
  await expect(page.getByText(/whole|verified|intact/i).first()).toBeVisible();
});

test.describe("a technician", () => {
  test.use({ role: "technician" });

  test("has no business in the workspace's settings", async ({ page, guard }) => {
    guard.allow(/403/);
    await open(page, "/settings");
    await expect(page.getByRole("main").getByRole("link", { name: /^Workspace/ })).toHaveCount(0);
    for (const path of ["/settings/workspace", "/settings/audit"]) {
      expect((await page.goto(path))?.status(), path).toBe(403);
    }
  });
});
