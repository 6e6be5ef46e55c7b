// Checklists and ticket templates: by keyboard, by mouse, and without script.
import { axe, expect, hydrated, open, test, type Page } from "../fixtures";
import { newTicket } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const list = (page: Page) => page.getByRole("list", { name: "Checklist" });
const item = (page: Page, text: string) => list(page).getByRole("listitem").filter({ hasText: text });

/** Adds items to the open ticket, which has none yet. */
async function addItems(page: Page, items: string): Promise<void> {
  await page.getByLabel("New items").fill(items);
  await page.getByRole("button", { name: "Add items" }).click();
}

test("items are added, ticked by keyboard, moved, removed and put back", async ({ page }) => {
  await newTicket(page, unique("Things to do"));
  await addItems(page, "First\n! Second\nThird");
  const panel = page.getByRole("complementary");
  await expect(panel).toContainText("Checklist: 0 of 3 done");
  await expect(item(page, "Second")).toContainText("Required");

  await page.getByRole("checkbox", { name: "First" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox", { name: "First" })).toBeChecked();
  await expect(panel).toContainText("Checklist: 1 of 3 done");
  // The next one is a Tab away.
  await expect(page.getByRole("checkbox", { name: "First" })).toBeFocused();

  await item(page, "Third").getByLabel("More for “Third”").click();
  await page.getByRole("button", { name: "Move up" }).click();
  await expect(list(page).getByRole("listitem").filter({ has: page.getByRole("checkbox") }).nth(1)).toContainText("Third");
  expect(await axe(page)).toEqual([]);

  await item(page, "Third").getByLabel("More for “Third”").click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(item(page, "Third")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(item(page, "Third")).toBeVisible();
});

test("a ticket with a required item open is closed only on demand", async ({ page }) => {
  await newTicket(page, unique("Not yet"));
  await addItems(page, "! Tell the client");
  await expect(page.getByRole("checkbox", { name: "Tell the client" })).toBeVisible();
  await page.getByRole("button", { name: "Close ticket" }).click();
  const question = page.getByRole("alert").filter({ hasText: "Finish with items open?" });
  await expect(question).toContainText("“Tell the client”");
  expect(await axe(page)).toEqual([]);
  await question.getByRole("button", { name: "Keep it open" }).click();
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Close ticket" })).toBeVisible();

  await page.getByLabel("Status", { exact: true }).selectOption("resolved");
  await question.getByRole("button", { name: "Finish anyway" }).click();
  await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("resolved");
});

test("another page is told of a tick", async ({ page, context }) => {
  await newTicket(page, unique("Seen by two"));
  await addItems(page, "Shared item");
  await expect(page.getByRole("checkbox", { name: "Shared item" })).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await hydrated(other);
  await other.getByRole("checkbox", { name: "Shared item" }).click();
  await expect(other.getByRole("checkbox", { name: "Shared item" })).toBeChecked();
  await page.getByRole("button", { name: /changes?\. Show/ }).click();
  await expect(page.getByRole("checkbox", { name: "Shared item" })).toBeChecked();
});

test("a template is made, found in the palette and begins a ticket", async ({ page }) => {
  const name = unique("Move");
  await open(page, "/settings/templates/new");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Checklist").fill("! Phone lines\nBoxes");
  await page.getByRole("button", { name: "Save template" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toContainText("Enter a subject");
  await expect(page.getByLabel("Checklist")).toHaveValue("! Phone lines\nBoxes");
  await page.getByLabel("Subject").fill("An office moves");
  await page.getByLabel("Priority").selectOption("high");
  await page.getByRole("button", { name: "Save template" }).click();
  await expect(page.getByRole("link", { name })).toBeVisible();
  await page.getByLabel("Search", { exact: true }).fill(name.toUpperCase());
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("table", { name: "Ticket templates" }).locator("tbody tr")).toHaveCount(1);

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill(`New ticket: ${name}`);
  await page.getByRole("option", { name: `New ticket: ${name}` }).click();
  await expect(page.getByLabel("Subject")).toHaveValue("An office moves");
  await expect(page.getByLabel("Priority")).toHaveValue("high");
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("checkbox", { name: "Phone lines" })).toBeVisible();
  await expect(page.getByRole("complementary")).toContainText("Checklist: 0 of 2 done");

  await open(page, "/settings/templates");
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("link", { name })).toHaveCount(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a template begins a ticket, whose items hold it up", async ({ page }) => {
    await page.goto("/tickets/new");
    await page.getByLabel("Template", { exact: true }).selectOption({ label: "Patch day" });
    await page.getByRole("button", { name: "Choose" }).click();
    await expect(page.getByLabel("Subject")).toHaveValue("Monthly updates");
    await page.getByLabel("Subject").fill(unique("Patched"));
    await page.getByRole("button", { name: "Create ticket" }).click();
    const tick = page.getByRole("checkbox", { name: "Servers" });
    await tick.click();
    await expect(tick).toBeChecked();
    await page.getByRole("button", { name: "Close ticket" }).click();
    const question = page.getByRole("alert").filter({ hasText: "Finish with items open?" });
    await expect(question).toContainText("Look at what failed");
    await question.getByRole("button", { name: "Finish anyway" }).click();
    await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
  });
});

test.describe("somebody who may only look", () => {
  test.use({ role: "sales" });

  test("sees the checklist and cannot tick it", async ({ page }) => {
    await open(page, "/tickets?show=all");
    await page.locator("[data-row]").first().click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("button", { name: "Add items" })).toHaveCount(0);
  });
});
