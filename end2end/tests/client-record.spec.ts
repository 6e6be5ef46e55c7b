// The one page about a client: notes, files, what happened.
import { axe, expect, open, test } from "../fixtures";

const notes = (page: import("@playwright/test").Page) => page.getByRole("list", { name: "Notes" });

test("a note is written, changed, deleted and taken back, by keyboard alone", async ({ page }) => {
  const words = `Server room key is with the janitor ${Date.now()}`;
  await open(page, "/clients/2");
  await page.getByLabel("New note").focus();
  await page.keyboard.type(words);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const note = notes(page).getByRole("listitem").filter({ hasText: words });
  await expect(note).toBeVisible();
  await expect(page.getByLabel("New note")).toHaveValue("");
  expect(await axe(page)).toEqual([]);

  await note.getByText("Change", { exact: true }).focus();
  await page.keyboard.press("Enter");
  await note.getByLabel("Words of the note").fill(`${words}, call first`);
  await note.getByRole("button", { name: "Save note" }).press("Enter");
  await expect(notes(page)).toContainText(`${words}, call first`);
  await expect(note).toContainText("changed");

  await note.getByRole("button", { name: /^Delete the note/ }).press("Enter");
  await expect(note).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(note).toBeVisible();
  await expect(page.getByRole("list", { name: "Activity" })).toContainText("Restored a note");
});

test("a file is added, found, removed and taken back", async ({ page }) => {
  const name = `plan-${Date.now()}.txt`;
  await open(page, "/clients/2");
  await page.getByLabel("Add files").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from("rack 1") });
  await page.getByRole("button", { name: "Upload" }).click();
  const link = page.getByRole("link", { name });
  await expect(link).toBeVisible();
  const coming = page.waitForEvent("download");
  await link.click();
  expect((await coming).suggestedFilename()).toBe(name);
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
  await page.getByRole("button", { name: `Remove ${name}` }).click();
  await expect(link).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(link).toBeVisible();
});

test("the record and its lists fit a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const address of ["/clients/1", "/clients/1/notes", "/clients/1/files"]) {
    await open(page, address);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, address).toBeLessThanOrEqual(0);
    expect(await axe(page)).toEqual([]);
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a note is written, refused, deleted and restored", async ({ page }) => {
    const words = `Written plainly ${Date.now()}`;
    await page.goto("/clients/4");
    await page.getByRole("button", { name: "Add note" }).click();
    await expect(page.getByText("Enter a note")).toBeVisible();
    await page.getByLabel("New note").fill(words);
    await page.getByRole("button", { name: "Add note" }).click();
    const note = notes(page).getByRole("listitem").filter({ hasText: words });
    await expect(note).toBeVisible();
    await note.getByText("Change", { exact: true }).click();
    await note.getByLabel("Words of the note").fill("");
    await note.getByRole("button", { name: "Save note" }).click();
    await expect(page.getByText("Enter a note").first()).toBeVisible();
    await note.getByRole("button", { name: /^Delete the note/ }).click();
    await expect(note).toBeHidden();
    await page.goto("/clients/4/notes?show=deleted");
    await note.getByRole("button", { name: /^Restore the note/ }).click();
    await page.goto("/clients/4/notes");
    await expect(note).toBeVisible();
  });

  test("a file is added", async ({ page }) => {
    const name = `plain-${Date.now()}.txt`;
    await page.goto("/clients/4");
    await page.getByRole("button", { name: "Upload" }).click();
    await expect(page.getByText("Choose a file").first()).toBeVisible();
    await page.getByLabel("Add files").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from("x") });
    await page.getByRole("button", { name: "Upload" }).click();
    await expect(page.getByRole("link", { name })).toBeVisible();
  });
});
