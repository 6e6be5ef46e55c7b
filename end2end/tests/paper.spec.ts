// Paper and files: what a printed page shows and leaves out, and a list as an Excel file.
import fs from "node:fs";
import { expect, open, test } from "../fixtures";

// What is left of A4 between its margins, in CSS pixels.
const PAPER = { width: 688, height: 1000 };

/** Addresses that people print, with words that must be on the paper. */
const PRINTED: [string, string, RegExp][] = [
  ["ticket", "/tickets?status=waiting_client&show=all", /Conversation|wrote|Status/],
  ["client", "/clients/1", /Contacts/],
  ["tickets", "/tickets", /Tickets|tickets/],
  ["clients", "/clients", /clients on this page/],
  ["contacts", "/contacts", /contacts on this page/],
  ["audit", "/settings/audit", /entries on this page/],
];

for (const [name, address, words] of PRINTED) {
  test(`${name} is printed without what only a screen can do`, async ({ page }) => {
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize(PAPER);
    await page.goto(address);
    if (name === "ticket") await page.goto((await page.locator("[data-row]").first().getAttribute("href")) ?? "");
    await expect(page.locator("h1")).toBeVisible();
    await expect(page.locator("main")).toContainText(words);
    await expect(page.getByText("Northwind Managed IT, printed by")).toBeVisible();
    for (const gone of [".sidebar", ".topbar", ".page-actions", ".filter-bar", ".composer", "main button:not(.inline-edit)", "main .btn", "main .icon-btn"]) {
      expect(await page.locator(gone).filter({ visible: true }).count(), gone).toBe(0);
    }
    // Nothing is cut off at the edge of the paper.
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}

test("paper is white with dark words, whatever theme the screen has", async ({ page }) => {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.goto("/clients/1");
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  const looks = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    const sum = (colour: string) => (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number).reduce((a, b) => a + b, 0);
    return { words: sum(getComputedStyle(document.querySelector("h1") as Element).color), paper: sum(style.backgroundColor) };
  });
  expect(looks.words).toBeLessThan(200);
  expect(looks.paper).toBe(765);
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThanOrEqual(1);
  expect(pages).toBeLessThanOrEqual(4);
});

test("a list is taken out as an Excel file, by keyboard", async ({ page }) => {
  await open(page, "/clients?kind=lead");
  await page.getByText("Export", { exact: true }).focus();
  await page.keyboard.press("Enter");
  const link = page.getByRole("link", { name: "Export as Excel" });
  await expect(link).toHaveAttribute("href", /\/export\/clients\.xlsx\?.*kind=lead/);
  const coming = page.waitForEvent("download");
  await link.press("Enter");
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^clients-\d{4}-\d\d-\d\d\.xlsx$/);
  expect(fs.readFileSync(await file.path()).subarray(0, 2).toString()).toBe("PK");
});
