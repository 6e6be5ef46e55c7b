// Recurring tickets: made line by line with their next dates, run, paused; with script and without.
import { axe, expect, open, test, type Page } from "../fixtures";

const problems = (page: Page) => page.getByRole("alert").filter({ hasText: "There is a problem" });
const next = (page: Page) => page.getByRole("list", { name: "Next dates" }).getByRole("listitem");

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a schedule shows its next dates, is saved, run and paused", async ({ page }) => {
      const name = `Backups ${Date.now()}`;
      await page.goto("/settings/recurring");
      await page.getByRole("link", { name: "New recurring ticket" }).click();
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Template", { exact: true }).selectOption({ label: "Patch day" });
      await page.getByLabel("One more client").fill("nobody is called this");
      await page.getByRole("button", { name: "Add client" }).click();
      await expect(problems(page)).toContainText("No client’s name begins like this");
      await page.getByLabel("One more client").fill("1");
      await page.getByRole("button", { name: "Add client" }).click();
      await expect(page.getByRole("group", { name: "Clients" })).toContainText("#1");
      // What was typed before has come along.
      await expect(page.getByLabel("Name")).toHaveValue(name);

      await page.getByLabel("How often").selectOption("month_day");
      await page.getByLabel("Day", { exact: true }).fill("31");
      await page.getByLabel("Time of day").fill("06:30");
      await page.getByRole("button", { name: "Show the next dates" }).click();
      await expect(next(page)).toHaveCount(5);
      await expect(next(page).first()).toContainText("06:30");
      await expect(page.getByLabel("How often")).toHaveValue("month_day");
      await page.getByRole("button", { name: "Save recurring ticket" }).click();
      const row = page.getByRole("row").filter({ hasText: name });
      await expect(row).toContainText("Every month on day 31, or the last day of shorter months, at 06:30");
      await expect(row).toContainText("Running");

      await page.getByRole("link", { name }).click();
      await page.getByRole("button", { name: "Run now" }).click();
      const history = page.getByRole("table", { name: "History" });
      await expect(history.locator("tbody tr")).toHaveCount(1);
      await expect(history).toContainText("Run by");
      await page.getByRole("button", { name: "Pause" }).click();
      await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
      await history.getByRole("link").click();
      await expect(page.getByRole("heading", { level: 1, name: "Monthly updates" })).toBeVisible();
      await expect(page.getByRole("checkbox", { name: "Servers" })).toBeVisible();
      await page.goto("/settings/recurring");
      await page.getByRole("link", { name }).click();
      await page.getByRole("button", { name: "Archive" }).click();
      await expect(page.getByRole("button", { name: "Restore" })).toBeVisible();
    });
  });
}

test("complaints stand at their fields and nothing typed is lost", async ({ page }) => {
  await open(page, "/settings/recurring/new");
  await page.getByLabel("Name").fill("Broken");
  await page.getByLabel("Every", { exact: true }).fill("0");
  await page.getByLabel("Monday", { exact: true }).uncheck();
  await page.getByLabel("Last day").fill("2020-01-01");
  await page.getByRole("button", { name: "Save recurring ticket" }).last().click();
  await expect(problems(page)).toContainText("Choose a template from the list");
  await expect(problems(page)).toContainText("Enter a number from 1 to 52");
  await expect(problems(page)).toContainText("Choose at least one day of the week");
  await expect(page.getByLabel("Name")).toHaveValue("Broken");
  await expect(page.getByLabel("Every", { exact: true })).toHaveValue("0");
  await expect(page.getByLabel("Monday", { exact: true })).not.toBeChecked();
  expect(await axe(page)).toEqual([]);
});

test("the form is filled in by keyboard alone", async ({ page }) => {
  const name = `By keyboard ${Date.now()}`;
  await open(page, "/settings/recurring/new");
  await page.getByLabel("Name").focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type("New coll");
  await page.getByLabel("Friday").focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Name").focus();
  // Enter saves.
  await page.keyboard.press("Enter");
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Every week on Monday and Friday at 08:00");
});

test.describe("a technician", () => {
  test.use({ role: "technician" });

  test("does not get to the schedules", async ({ page, guard }) => {
    guard.allow(/403/);
    expect((await page.goto("/settings/recurring"))?.status()).toBe(403);
  });
});
