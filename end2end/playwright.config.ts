import { execSync } from "node:child_process";
import { defineConfig, devices } from "@playwright/test";

// bin/test.d/browser sets BASE_URL and CHROMIUM; alone it tests what `make run` serves.
function chromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  try {
    return execSync("command -v chromium || command -v chromium-browser || command -v google-chrome", { encoding: "utf8" }).trim();
  } catch {
    return undefined; // Playwright's own, if it was installed
  }
}

export default defineConfig({
  testDir: "tests",
  // A busy machine may make one of 200 tests late. A second try tells that from a defect; bin/test
  // names every test that needed one, and fails when more than two did.
  retries: 1,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: "list",
  // Generous: it ends what hangs; what is slow, the benchmark tells.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  projects: [
    { name: "sign-in", testMatch: /sign-in\.setup\.ts/ },
    { name: "browser", testIgnore: [/nojs\.spec\.ts/, /screenshots\.ts/], dependencies: ["sign-in"] },
    { name: "nojs", testMatch: /nojs\.spec\.ts/, use: { javaScriptEnabled: false } },
    // Only bin/screenshots asks for it.
    ...(process.env.SCREENSHOTS ? [{ name: "screenshots", testMatch: /screenshots\.ts/, dependencies: ["sign-in"] }] : []),
  ],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    // Colours that fade into each other have no contrast half-way.
    contextOptions: { reducedMotion: "reduce" },
    locale: "en-US",
    timezoneId: "America/Los_Angeles",
    baseURL: process.env.BASE_URL ?? "http://localhost:3000",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium(),
      // Chromium refuses its sandbox as root, which continuous integration often is.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
