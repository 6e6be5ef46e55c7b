// Many tickets at once, macros, and fields changed where they stand.
import { axe, expect, hydrated, open, test, type Page } from "../fixtures";
import { conversation, newTicket } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const rows = (page: Page) => page.getByRole("table", { name: "Tickets" }).locator("tbody tr");
const bar = (page: Page) => page.getByRole("region", { name: "Selection" });

/** Makes tickets whose subjects share a word, and opens the list of them. */
async function listOf(page: Page, count: number): Promise<string> {
  const word = `bulk${Date.now()}${Math.floor(Math.random() * 1000)}`;
  for (let n = 1; n <= count; n++) await newTicket(page, `${word} number ${n}`);
  await open(page, `/tickets?q=${word}&show=all`);
  await expect(rows(page)).toHaveCount(count);
  return word;
}

test("rows are selected by x, Shift and mouse, closed, and taken back", async ({ page }) => {
  await listOf(page, 4);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(bar(page)).toContainText("1 selected");
  for (const key of ["j", "j"]) await page.keyboard.press(key);
  await page.keyboard.press("Shift+X");
  await expect(bar(page)).toContainText("3 selected");
  await rows(page).nth(3).getByRole("checkbox").click();
  await expect(bar(page)).toContainText("4 selected");
  expect(await axe(page)).toEqual([]);

  await page.keyboard.press("b");
  await expect(bar(page).getByLabel("Set the status")).toBeFocused();
  await bar(page).getByLabel("Set the status").selectOption({ label: "Closed" });
  await bar(page).getByRole("button", { name: "Apply to selected" }).click();
  const toast = page.getByRole("status").filter({ hasText: "4 of 4 tickets changed" });
  await expect(toast).toBeVisible();
  for (const row of await rows(page).all()) await expect(row).toContainText("Closed");
  await page.getByRole("button", { name: "Undo" }).click();
  for (const row of await rows(page).all()) await expect(row).toContainText("New");
});

test("what fails is named", async ({ page, browser, baseURL, guard }) => {
  await listOf(page, 3);
  const first = await rows(page).first().getByRole("link").first().textContent();
  const href = await rows(page).first().getByRole("link").first().getAttribute("href");
  const other = await browser.newContext({ storageState: await page.context().storageState(), baseURL });
  guard.watch(other);
  const second = await other.newPage();
  await open(second, href!);
  await second.getByLabel("Priority").selectOption("critical");
  await expect(conversation(second)).toContainText(/priority/i);
  await other.close();

  await page.getByRole("button", { name: "Select this page" }).click();
  await bar(page).getByLabel("Set the priority").selectOption("low");
  await bar(page).getByRole("button", { name: "Apply to selected" }).click();
  await expect(page.getByText("2 of 3 tickets changed, 1 not")).toBeVisible();
  const report = page.getByText("These tickets were not changed").locator("..");
  await expect(report).toContainText(first!);
  await expect(report).toContainText("Someone changed it in the meantime");
});

test("a macro is made, run on a selection and on one ticket", async ({ page }) => {
  const name = unique("Macro");
  await open(page, "/settings/macros/new");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Status", { exact: true }).selectOption({ label: "Waiting for client" });
  await page.getByLabel("An internal note").check();
  await page.getByRole("textbox", { name: /^Text/ }).fill("Asked about #{{ticket.number}}");
  await page.getByRole("button", { name: "Save macro" }).click();
  await expect(page.getByRole("link", { name })).toBeVisible();

  await listOf(page, 2);
  await page.getByRole("button", { name: "Select this page" }).click();
  await bar(page).getByLabel("Run a macro").selectOption({ label: name });
  await bar(page).getByRole("button", { name: "Apply to selected" }).click();
  for (const row of await rows(page).all()) await expect(row).toContainText("Waiting for client");

  const number = await newTicket(page, unique("One ticket"));
  await page.keyboard.press("Control+k");
  await page.keyboard.type(name);
  await expect(page.locator(".palette-item").filter({ hasText: name })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(conversation(page)).toContainText(`Asked about #${number}`);
  await expect(page.locator(".page-meta")).toContainText("Waiting for client");
});

test("a field is changed where it stands: Enter saves, Esc leaves it", async ({ page }) => {
  await listOf(page, 1);
  const row = rows(page).first();
  await page.keyboard.press("j");
  await page.keyboard.press("p");
  const chooser = row.getByRole("combobox", { name: /^Priority of ticket/ });
  await expect(chooser).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  await expect(row).toContainText("Medium");

  await row.getByRole("button", { name: /^Priority of ticket \d+: change/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(row).toContainText("High");
  await expect(row.getByRole("button", { name: /^Priority of ticket/ })).toBeFocused();
  await page.reload();
  await hydrated(page);
  await expect(rows(page).first()).toContainText("High");
  expect(await axe(page)).toEqual([]);
});

test("a change shows at once and goes back when it is refused", async ({ page, guard }) => {
  await listOf(page, 1);
  guard.allow(/500/);
  let released = () => {};
  const held = new Promise<void>((done) => (released = done));
  await page.route("**/api/tickets/change", async (route) => {
    await held;
    await route.fulfill({ status: 500, body: "" });
  });
  const row = rows(page).first();
  await row.getByRole("button", { name: /^Status of ticket/ }).click();
  await row.getByRole("combobox").selectOption({ label: "In progress" });
  await expect(row).toContainText("In progress", { timeout: 500 });
  released();
  await expect(page.getByRole("alert").filter({ hasText: "was not changed" })).toBeVisible();
  await expect(row).not.toContainText("In progress");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("tickets are selected, changed and taken back", async ({ page }) => {
    await page.goto("/tickets?show=active");
    const numbers = await rows(page).locator("td.col-min").allTextContents();
    for (const n of [0, 1]) await rows(page).nth(n).getByRole("checkbox").check();
    await bar(page).getByLabel("Set the priority").selectOption("low");
    await bar(page).getByRole("button", { name: "Apply to selected" }).click();
    await expect(page.getByText("2 of 2 tickets changed")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Undo");
    expect(numbers.length).toBeGreaterThan(2);
  });
});
