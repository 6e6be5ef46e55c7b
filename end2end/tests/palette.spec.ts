// The keyboard: palette, sheet, lists, single keys.
import { axe, expect, open, test } from "../fixtures";
import { newTicket } from "../fixtures/tickets";

const palette = "Search or run a command";

test("Ctrl+K opens the palette, Enter goes, Esc gives the focus back", async ({ page }) => {
  await open(page, "/tickets");
  const box = page.getByRole("combobox", { name: palette });
  await page.getByLabel("Search", { exact: true }).focus();
  await page.keyboard.press("Control+k");
  await expect(box).toBeFocused();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(box).toBeHidden();
  await expect(page.getByLabel("Search", { exact: true })).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("unass");
  await expect(page.getByRole("option", { name: /Unassigned tickets/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/technician=nobody/);
  await expect(page.getByRole("heading", { level: 1, name: "Unassigned tickets" })).toBeVisible();
});

test("arrows move in the palette, and nonsense finds nothing", async ({ page }) => {
  await open(page, "/");
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: palette })).toBeFocused();
  const options = page.getByRole("option");
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.type("qqzzxx");
  await expect(options).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: palette })).toBeVisible();
});

test("the palette finds tickets and clients", async ({ page }) => {
  await open(page, "/");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: palette })).toBeFocused();
  await page.keyboard.type("harborview");
  await expect(page.getByRole("option", { name: /Harborview Dental/ }).first()).toBeVisible();
});

test("? shows the sheet of keys", async ({ page }) => {
  await open(page, "/tickets");
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
});

test("the sheet lists what works, and every line of it works", async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, "/tickets");
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const lines = await sheet.locator(".shortcut").evaluateAll((all) =>
    all.map((line) => ({ does: line.querySelector("dt")?.textContent ?? "", keys: [...line.querySelectorAll("kbd")].map((key) => key.textContent ?? "") })),
  );
  await page.keyboard.press("Escape");
  // What each line of the sheet leads to; a new line needs its proof here.
  const proofs: Record<string, () => Promise<void>> = {
    "Search, go to, run a command": () => expect(page.getByRole("combobox", { name: palette })).toBeFocused(),
    Search: () => expect(page.getByRole("combobox", { name: palette })).toBeFocused(),
    "New ticket": () => expect(page.getByRole("heading", { level: 1, name: "New ticket" })).toBeFocused(),
    "This list": () => expect(sheet).toBeVisible(),
    Home: () => expect(page.getByRole("heading", { level: 1, name: /^Hello/ })).toBeFocused(),
    Tickets: () => expect(page.getByRole("heading", { level: 1, name: "Active tickets" })).toBeVisible(),
    "My tickets": () => expect(page.getByRole("heading", { level: 1, name: "My tickets" })).toBeVisible(),
    "Unassigned tickets": () => expect(page.getByRole("heading", { level: 1, name: "Unassigned tickets" })).toBeVisible(),
    "Follow-ups due": () => expect(page).toHaveURL(/follow_up=due/),
    Clients: () => expect(page.getByRole("heading", { level: 1, name: "Clients" })).toBeFocused(),
    Contacts: () => expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeFocused(),
    "Incoming mail": () => expect(page.getByRole("heading", { level: 1, name: "Incoming mail" })).toBeFocused(),
    "Job queues": () => expect(page.getByRole("heading", { level: 1, name: "Job queues" })).toBeFocused(),
    Settings: () => expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeFocused(),
    "Next row": () => expect(page.locator("[data-row]").first()).toBeFocused(),
    "Previous row": () => expect(page.locator("[data-row]").first()).toBeFocused(),
    "Open the row": () => expect(page).toHaveURL(/\/tickets\/\d+$/),
    "Select the ticket": () => expect(page.getByRole("region", { name: "Selection" })).toContainText("1 selected"),
    "Select everything up to the ticket": () => expect(page.getByRole("region", { name: "Selection" })).toContainText("1 selected"),
    "Change what is selected": () => expect(page.getByLabel("Set the status")).toBeFocused(),
    "Set the status of the ticket": () => expect(page.getByRole("combobox", { name: /^Status of ticket/ })).toBeFocused(),
    "Set the priority of the ticket": () => expect(page.getByRole("combobox", { name: /^Priority of ticket/ })).toBeFocused(),
    "Assign the ticket": () => expect(page.getByRole("combobox", { name: /^Technician of ticket/ })).toBeFocused(),
    "Leave the field, then back to the list": () => expect(page).toHaveURL(/\/tickets$/),
    "Next ticket of the list": () => expect(page.getByRole("heading", { level: 1, name: neighbours[1] })).toBeFocused(),
    "Previous ticket of the list": () => expect(page.getByRole("heading", { level: 1, name: neighbours[0] })).toBeFocused(),
    "Write a reply": () => expect(page.getByLabel("Reply", { exact: true })).toBeChecked(),
    "Write an internal note": () => expect(page.getByLabel("Internal note")).toBeChecked(),
    "Send what is written": () => expect(page.getByRole("alert").filter({ hasText: "Write something" })).toBeVisible(),
    "Merge into another ticket": () => expect(page.getByLabel("Number of the other ticket")).toBeFocused(),
  };
  expect(lines.map((line) => line.does).sort()).toEqual(Object.keys(proofs).sort());
  const onATicket = ["Leave the field, then back to the list", "Write a reply", "Write an internal note", "Send what is written", "Merge into another ticket"];
  let neighbours: string[] = [];
  const names: Record<string, string> = { Ctrl: "Control", Esc: "Escape", "↓": "ArrowDown", "↑": "ArrowUp" };
  for (const line of lines) {
    await open(page, onATicket.includes(line.does) ? "/tickets/1001" : "/tickets");
    if (/^Open the row|the ticket$|is selected$/.test(line.does)) await page.keyboard.press("j");
    if (line.does === "Change what is selected") await page.keyboard.press("x");
    if (line.does.endsWith("ticket of the list")) {
      neighbours = await page.locator("[data-row]").allTextContents();
      const from = line.does.startsWith("Next") ? 0 : 1;
      for (let n = 0; n <= from; n++) await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { level: 1, name: neighbours[from]! })).toBeFocused();
    }
    if (line.does === "Send what is written") await page.keyboard.press("r");
    const keys = line.keys.map((key) => names[key] ?? (key.length === 1 ? key.toLowerCase() : key));
    if (keys[0] === "Control") await page.keyboard.press(`Control+${keys[1]}`);
    else if (keys[0] === "Shift") await page.keyboard.press(`Shift+${keys[1]!.toUpperCase()}`);
    else if (keys[0] === "g") for (const key of keys) await page.keyboard.press(key);
    else await page.keyboard.press(keys[0]!);
    await test.step(line.does, () => proofs[line.does]!());
  }
});

test.describe("somebody who may read only", () => {
  test.use({ role: "read-only" });

  test("finds on the sheet and in the palette only what they may do", async ({ page }) => {
    await open(page, "/tickets");
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect(sheet).toContainText("My tickets");
    await expect(sheet).not.toContainText("New ticket");
    await expect(sheet).not.toContainText("Job queues");
    await expect(sheet).not.toContainText("Write a reply");
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option", { name: /My tickets/ })).toBeVisible();
    await expect(page.getByRole("option", { name: /New ticket|New client|Job queues/ })).toHaveCount(0);
    await expect(page).toHaveURL(/\/tickets$/);
  });
});

test("a list is worked down by keyboard alone: ten rows opened, each time back at the same height", async ({ page }) => {
  test.setTimeout(90_000);
  // Low enough for ten rows to reach below it.
  await page.setViewportSize({ width: 1366, height: 480 });
  // Nobody else in the tests is called like the first of them: the order stays.
  await open(page, "/contacts");
  const rows = page.locator("[data-row]");
  for (let n = 0; n < 10; n++) {
    await page.keyboard.press("j");
    const href = await rows.nth(n).getAttribute("href");
    await expect(rows.nth(n)).toBeFocused();
    const height = await page.evaluate(() => scrollY);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`${href}$`));
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/\/contacts$/);
    await expect(page.locator(`[data-row][href="${href}"]`)).toBeFocused();
    expect(await page.evaluate(() => scrollY), `height at row ${n}`).toBe(height);
  }
  expect(await page.evaluate(() => scrollY), "the last rows were further down").toBeGreaterThan(0);
  // The browser's own way back does the same.
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/contacts\/.+/);
  await page.goBack();
  await expect(rows.nth(9)).toBeFocused();
});

test("arrows move from a focused row, and Esc from a page that was not opened from a list goes a step up", async ({ page }) => {
  await open(page, "/clients");
  const rows = page.locator("[data-row]");
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(rows.nth(0)).toBeFocused();
  await open(page, "/tickets/1001");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/tickets$/);
});

test("Esc never throws away what was typed, and first closes what is open", async ({ page }) => {
  await open(page, "/tickets/1001");
  await page.keyboard.press("r");
  await page.keyboard.type("Not sent yet");
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/tickets\/1001$/);
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue("Not sent yet");
  await page.getByLabel("Text", { exact: true }).fill("");

  await page.locator(".topbar .menu summary").click();
  await expect(page.getByRole("link", { name: "Sign out" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Sign out" })).toBeHidden();
  await expect(page).toHaveURL(/\/tickets\/1001$/);
});

test("the palette acts on the open ticket", async ({ page }) => {
  await newTicket(page, `Closed from the palette ${Date.now()}`);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("clo");
  await expect(page.getByRole("option", { name: "Close ticket" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
  await expect(page.locator(".page-meta")).toContainText("Closed");
});

test("g and a letter go places, j and k walk the list, Enter opens", async ({ page }) => {
  await open(page, "/");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page).toHaveURL(/\/tickets$/);
  const rows = page.locator("[data-row]");
  await expect(rows.first()).toBeVisible();
  await page.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tickets\/\d+/);
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/tickets\/new/);
});

test("single keys are letters where one types", async ({ page }) => {
  await open(page, "/tickets/new");
  await page.getByLabel("Description").focus();
  await page.keyboard.type("can ? you / go gt jk");
  await expect(page.getByLabel("Description")).toHaveValue("can ? you / go gt jk");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/tickets\/new/);
});

test("r goes to the reply", async ({ page }) => {
  await open(page, "/tickets/1001");
  await page.keyboard.press("r");
  await expect(page.getByLabel("Text", { exact: true })).toBeFocused();
  await expect(page.getByLabel("Reply", { exact: true })).toBeChecked();
});
