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
  // A test that passes at the second try is a test that fails.
  retries: 0,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: "list",
  timeout: 30_000,
  expect: { timeout: 10_000 },
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
