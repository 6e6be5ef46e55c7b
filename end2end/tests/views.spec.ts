// Saved views: saved from the filter, in the sidebar with a count, private and shared, first for a role.
import { axe, expect, hydrated, open, test, type Page } from "../fixtures";
import { sessionFile } from "../fixtures/people";
import { pill } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const sidebar = (page: Page) => page.getByRole("navigation", { name: "Main" });
const rows = (page: Page) => page.getByRole("table", { name: "Tickets" }).locator("tbody tr");

/** Saves the filter of the open list as a view. */
async function save(page: Page, name: string, shared = false): Promise<void> {
  await page.getByRole("link", { name: "Save view" }).click();
  await page.getByLabel("Name").fill(name);
  if (shared) await page.getByLabel("Share it with everybody").check();
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

test("a filter is saved, counted, opened again, changed and deleted with undo", async ({ page }) => {

  const name = unique("Critical ones");
  await open(page, "/tickets?priority=critical");
  const found = await rows(page).count();
  await save(page, name);
  const link = sidebar(page).getByRole("link", { name });
  await expect(link).toHaveAttribute("aria-current", "page");
  await expect(link).toContainText(String(found));

  // The address alone brings the same list.
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByLabel("Priority", { exact: true })).toHaveValue("critical");
  await expect(rows(page)).toHaveCount(found);

  await page.getByLabel("Priority", { exact: true }).selectOption("low");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("The filter is another than the saved one")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("The filter is another than the saved one")).toBeHidden();
  await expect(page).toHaveURL(/\/tickets\?view=[0-9a-f-]{36}$/);
  await expect(page.getByLabel("Priority", { exact: true })).toHaveValue("low");

  await open(page, "/tickets/views");
  await page.getByRole("button", { name: `Delete the view ${name}` }).click();
  const row = page.getByRole("table", { name: "Views" }).getByRole("link", { name });
  await expect(row).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
});

test("a private view is seen by its owner, a shared one by everybody", async ({ page, browser, baseURL, guard }) => {
  const [mine, ours] = [unique("Mine"), unique("Ours")];
  await open(page, "/tickets?show=done");
  await save(page, mine);
  await open(page, "/tickets?show=all");
  await save(page, ours, true);

  const other = await browser.newContext({ storageState: sessionFile("technician"), baseURL });
  guard.watch(other);
  const second = await other.newPage();
  await open(second, "/tickets/views");
  await expect(second.getByRole("link", { name: ours }).first()).toBeVisible();
  await expect(second.getByRole("link", { name: mine })).toHaveCount(0);
  // Who may not share does not change it either.
  await expect(second.getByRole("button", { name: `Delete the view ${ours}` })).toHaveCount(0);
  await other.close();
});

test("a role's first view is shown when nothing is asked for", async ({ page, browser, baseURL, guard }) => {
  const name = unique("For sales");
  await open(page, "/tickets?priority=high");
  await page.getByRole("link", { name: "Save view" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Share it with everybody").check();
  await page.getByRole("group", { name: "Shown first to" }).getByLabel("Sales").check();
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  const other = await browser.newContext({ storageState: sessionFile("sales"), baseURL });
  guard.watch(other);
  const second = await other.newPage();
  await open(second, "/tickets");
  await expect(second.getByRole("heading", { level: 1, name })).toBeVisible();
  await second.getByRole("link", { name: "All active" }).click();
  await expect(second.getByRole("heading", { level: 1, name: "Active tickets" })).toBeVisible();
  await other.close();
});

test.describe("columns and density", () => {
  test.use({ role: "dispatcher" });

  test("are chosen and ordered by keyboard, and stay", async ({ page }) => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await open(page, "/tickets/columns");
    const board = page.getByLabel("Board", { exact: true });
    await board.focus();
    // A second try finds what the first has kept.
    if (!(await board.isChecked())) await page.keyboard.press("Space");
    for (const _ of [1, 2]) {
      await page.getByRole("button", { name: "Move Board up" }).focus();
      await page.keyboard.press("Enter");
      await hydrated(page);
    }
    await page.getByLabel("Compact").check();
    await page.getByRole("button", { name: "Save", exact: true }).last().click();
    await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
    const heads = page.getByRole("table", { name: "Tickets" }).locator("thead th");
    const labels = await heads.allTextContents();
    expect(labels).toContain("Board");
    expect(labels.indexOf("Board")).toBeLessThan(labels.length - 1);

    await open(page, "/tickets?show=all");
    expect(await heads.allTextContents()).toEqual(labels);
    const inSight = await rows(page).evaluateAll((all) => all.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length);
    expect(inSight).toBeGreaterThanOrEqual(25);
    // The head stays in sight.
    await page.mouse.wheel(0, 1500);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
    await expect(heads.first()).toBeInViewport();
    // Rows half under the head would count as too small to hit.
    await page.evaluate(() => scrollTo(0, 0));
    await expect(async () => {
      // News of other tests is announced over the rows, which then are half hidden.
      if (await pill(page).isVisible()) await pill(page).click();
      expect(await axe(page)).toEqual([]);
    }).toPass();
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, role: "technician" });

  test("a view is saved, found again and deleted", async ({ page }) => {
    const name = unique("Plain");
    await page.goto("/tickets?priority=low");
    await save(page, name);
    await page.goto("/tickets/views");
    await page.getByRole("link", { name }).click();
    await expect(page.getByLabel("Priority", { exact: true })).toHaveValue("low");
    await page.goto("/tickets/views");
    await page.getByRole("button", { name: `Delete the view ${name}` }).click();
    await expect(page.getByRole("link", { name })).toHaveCount(0);
  });
});
