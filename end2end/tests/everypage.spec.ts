// Every page, in both themes and at three widths: reads well, fits, and the console stays silent.
import { axe, expect, hydrated, open, test } from "../fixtures";
import { sendMail } from "../fixtures/mail";
import { PAGES, routesOfTheProduct } from "../fixtures/pages";

test("every route of the product has its line, and every line a route", () => {
  const known = PAGES.map((page) => page.route).sort();
  expect(routesOfTheProduct().sort()).toEqual(known);
});

test.beforeAll(async () => {
  // So that there is a mail to look at.
  await sendMail({ from: "Stranger <hello@nobody-knows.example>", subject: "Do you sell toner?", text: "Asking for a friend." });
});

/** The parts of the code that were loaded, and those of them that the page's head did not announce. */
const parts = () => {
  const announced = [...document.querySelectorAll<HTMLLinkElement>("link[rel=preload], link[rel=prefetch]")].map(({ href }) => href);
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const code = loaded.filter((name) => name.endsWith(".wasm"));
  return { loaded: code.length, late: code.filter((name) => !announced.includes(name)) };
};

/** How far the page is wider than the window. */
const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

for (const entry of PAGES) {
  test.describe(() => {
    test.use({ role: entry.role ?? "owner" });

    test(`page ${entry.name}`, async ({ page }) => {
      // Four scans of a long list are much work for a slow machine; nothing here waits for a time.
      test.slow();
      const address = typeof entry.at === "string" ? entry.at : await entry.at(page.request);
      await page.emulateMedia({ colorScheme: "light" });
      await open(page, address);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      const code = await page.evaluate(parts);
      expect(code.loaded, "parts of the code").toBeGreaterThan(1);
      expect(code.late, "parts that were asked for late").toEqual([]);
      await expect(page).toHaveTitle(/.+ · Nestogy/);
      expect(await axe(page), "light, 1440 wide").toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await axe(page), "dark, 1440 wide").toEqual([]);

      await page.setViewportSize({ width: 390, height: 844 });
      await page.reload();
      await hydrated(page);
      expect(await axe(page), "dark, 390 wide").toEqual([]);
      await page.emulateMedia({ colorScheme: "light" });
      expect(await axe(page), "light, 390 wide").toEqual([]);

      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(overflow), "pixels to scroll sideways at 320").toBe(0);
    });
  });
}
