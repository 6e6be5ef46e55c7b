// The keyboard: palette, sheet, lists, single keys.
import { axe, expect, open, test } from "../fixtures";

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
