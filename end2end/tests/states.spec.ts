// Pages that are not there, not yours, or cut off.
import { axe, expect, open, test } from "../fixtures";

test.describe("somebody who may read only", () => {
  test.use({ role: "read-only" });

  test("sees no way to change things", async ({ page }) => {
    await open(page, "/tickets/1001");
    await expect(page.getByRole("button", { name: "Close ticket" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Send" })).toHaveCount(0);
    await expect(page.getByLabel("Priority")).toBeDisabled();
  });

  test("is told by a 403 what is missing", async ({ page, guard }) => {
    guard.allow(/403/);
    const answer = await page.goto("/tickets/new");
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole("heading", { name: "You may not do this" }).first()).toBeVisible();
    expect(await axe(page)).toEqual([]);
  });
});

for (const path of ["/no-such-page", "/tickets/999999", "/tickets/abc"]) {
  test(`${path} is a page that says 404`, async ({ page, guard }) => {
    guard.allow(/404/);
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "Page not found" }).first()).toBeVisible();
    await expect(page.getByRole("link", { name: "Go to the start page" })).toBeVisible();
    expect(await axe(page)).toEqual([]);
  });
}

test("without the connection for live updates the page says so, and recovers", async ({ page, context, guard }) => {
  guard.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|\/events/);
  await page.route("**/events", (route) => route.abort());
  await open(page, "/tickets");
  await expect(page.getByText("Offline, reconnecting")).toBeVisible();
  await expect(page.getByRole("table", { name: "Tickets" })).toBeVisible();
  await page.unroute("**/events");
  await context.setOffline(false);
  await expect(page.getByText("Offline, reconnecting")).toBeHidden({ timeout: 20_000 });
});

test("a lost network is announced, and what is open stays readable", async ({ page, context, guard }) => {
  guard.allow(/ERR_INTERNET_DISCONNECTED|\/events/);
  await open(page, "/tickets/1001");
  await context.setOffline(true);
  // The browser notices at once; the stream of events only when it is asked to talk.
  await expect(page.getByText("Offline, reconnecting")).toBeVisible();
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.getByLabel("Text", { exact: true }).fill("Typed without a network");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be reached" })).toBeVisible();
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue("Typed without a network");
  await context.setOffline(false);
  await expect(page.getByText("Offline, reconnecting")).toBeHidden({ timeout: 20_000 });
  await page.getByLabel("Internal note").check();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("region", { name: "Conversation" })).toContainText("Typed without a network");
});

for (const [status, error, title] of [
  [500, "Internal", "Something went wrong"],
  [503, { Unavailable: "The database" }, "Not available at the moment"],
] as const) {
  test(`a page whose data answers ${status} says what to do, and works when asked again`, async ({ page, guard }) => {
    guard.allow(new RegExp(String(status)));
    await open(page, "/tickets");
    const answer = { status, contentType: "application/json", body: JSON.stringify(error) };
    await page.route("**/api/tickets/record*", (route) => route.fulfill(answer));
    await page.locator("[data-row]").first().click();
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    expect(await axe(page)).toEqual([]);
    await page.unroute("**/api/tickets/record*");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  });
}

test("when the program for the browser cannot be loaded, pages are read and links work", async ({ page, guard }) => {
  guard.allow(/ERR_FAILED|Failed to (load|fetch)/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/tickets");
  await expect(page.getByRole("table", { name: "Tickets" })).toBeVisible();
  await page.locator("[data-row]").first().click();
  await expect(page).toHaveURL(/\/tickets\/\d+/);
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send" })).toBeVisible();
});

test("a failing server function says so and keeps what was typed", async ({ page, guard }) => {
  guard.allow(/ERR_FAILED/);
  await open(page, "/tickets/new");
  await page.getByLabel("Subject").fill("Sent into the void");
  await page.route("**/api/tickets/create", (route) => route.abort());
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be reached" })).toBeVisible();
  await expect(page.getByLabel("Subject")).toHaveValue("Sent into the void");
});
