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
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.BASE_URL ?? "http://localhost:3000",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium(),
      // Chromium refuses its sandbox as root, which continuous integration often is.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
