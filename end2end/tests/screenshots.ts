// Pictures of every page for docs/screenshots, and the page that shows them: bin/screenshots.
// With a folder in SCREENSHOTS it takes all sizes in both themes there, to be looked at and thrown away.
import fs from "node:fs";
import path from "node:path";
import { hydrated, test } from "../fixtures";
import { sendMail } from "../fixtures/mail";
import { PAGES } from "../fixtures/pages";

const ELSEWHERE = process.env.SCREENSHOTS?.startsWith("/") ? process.env.SCREENSHOTS : undefined;
const FOLDER = ELSEWHERE ?? path.join(__dirname, "../../docs/screenshots");

interface Look {
  suffix: string;
  viewport: { width: number; height: number };
  colorScheme: "light" | "dark";
}

const DESKTOP = { width: 1440, height: 900 };
const LAPTOP = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
const LOOKS: Look[] = [
  { suffix: "desktop", viewport: DESKTOP, colorScheme: "light" },
  { suffix: "phone-dark", viewport: PHONE, colorScheme: "dark" },
];
const OTHERS: Look[] = [
  { suffix: "desktop-dark", viewport: DESKTOP, colorScheme: "dark" },
  { suffix: "laptop", viewport: LAPTOP, colorScheme: "light" },
  { suffix: "laptop-dark", viewport: LAPTOP, colorScheme: "dark" },
  { suffix: "phone", viewport: PHONE, colorScheme: "light" },
];

test.beforeAll(async () => {
  fs.mkdirSync(FOLDER, { recursive: true });
  await sendMail({ from: "Stranger <hello@nobody-knows.example>", subject: "Do you sell toner?", text: "Asking for a friend." });
});

for (const entry of PAGES) {
  test.describe(() => {
    test.use({ role: entry.role ?? "owner" });
    test(`picture of ${entry.name}`, async ({ page }) => {
      const address = typeof entry.at === "string" ? entry.at : await entry.at(page.request);
      test.slow();
      for (const look of ELSEWHERE ? [...LOOKS, ...OTHERS] : LOOKS) {
        await page.setViewportSize(look.viewport);
        await page.emulateMedia({ colorScheme: look.colorScheme });
        await page.goto(address);
        await hydrated(page);
        await page.screenshot({ path: path.join(FOLDER, `${entry.name}-${look.suffix}.png`), animations: "disabled" });
      }
    });
  });
}

test("the gallery", () => {
  const row = (name: string) =>
    `## ${name}\n\n<img src="${name}-desktop.png" width="640" alt="${name}, desktop, light"> <img src="${name}-phone-dark.png" width="173" alt="${name}, phone, dark">\n`;
  const head = "# Every page\n\nMade by `bin/screenshots`; not edited by hand.\n";
  fs.writeFileSync(path.join(FOLDER, "README.md"), [head, ...PAGES.map((page) => row(page.name))].join("\n"));
});
