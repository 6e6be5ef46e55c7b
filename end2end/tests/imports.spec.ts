// Clients from a CSV file: looked at, mapped, rehearsed, taken in.
import { axe, expect, open, test } from "../fixtures";

test("a file is looked at, rehearsed, mended and taken in", async ({ page }) => {
  const one = `Orchard ${Date.now()}`;
  await open(page, "/clients");
  await page.getByRole("link", { name: "Import" }).click();
  const csv = `Company;Tel.;Type;Odd\n${one};+1 503 555 0111;lead;x\n;;;\nBroken;;whale;\n`;
  await page.getByLabel("CSV file").setInputFiles({ name: "clients.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "Look at the file" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "clients.csv" })).toBeVisible();
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
  await expect(page.getByLabel("Between cells")).toHaveValue("semicolon");
  await expect(page.getByLabel("Company")).toHaveValue("name");
  await page.getByRole("button", { name: "Rehearse" }).click();
  await expect(page.getByText("1 would be added, 0 left as they are, 1 have a problem.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("Line 4");
  expect(await axe(page)).toEqual([]);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download all problems as CSV" }).click();
  expect((await coming).suggestedFilename()).toMatch(/^problems-.*\.csv$/);

  // Without the column that is wrong, everything can come in.
  await page.getByLabel("Type").selectOption("");
  await page.getByRole("button", { name: "Rehearse" }).click();
  await page.getByRole("button", { name: "Take in 2 rows" }).click();
  await expect(page.getByText("This file was taken in")).toBeVisible();
  await open(page, `/clients?q=${encodeURIComponent(one)}`);
  await expect(page.getByRole("link", { name: one })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a file is refused with a reason, then another one taken in", async ({ page }) => {
    const one = `Plain Orchard ${Date.now()}`;
    await page.goto("/imports");
    await page.getByLabel("CSV file").setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("Name\n") });
    await page.getByRole("button", { name: "Look at the file" }).click();
    await expect(page.getByText(/needs a line with the names/).first()).toBeVisible();
    await page.getByLabel("CSV file").setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from(`Name\n${one}\n`) });
    await page.getByRole("button", { name: "Look at the file" }).click();
    await page.getByRole("button", { name: "Rehearse" }).click();
    await page.getByRole("button", { name: "Take in 1 row" }).click();
    await expect(page.getByText("This file was taken in")).toBeVisible();
  });
});

test("the pages of imports fit a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/imports");
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over).toBeLessThanOrEqual(0);
});
