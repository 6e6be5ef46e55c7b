// What a person does about a job: read why it failed, put it aside, run it again.
import { expect, hydrated, open, test } from "../fixtures";
import { deadJob } from "../fixtures/database";
import { sendMail } from "../fixtures/mail";

test.beforeAll(async () => {
  // So that there is a job that is done.
  await sendMail({ subject: `For the queues ${Date.now()}`, text: "A job files this." });
});

test("a dead job is parked, run again, and done", async ({ page }) => {
  let id = "";
  await expect(async () => {
    id = deadJob("mail.file");
    await open(page, `/jobs/${id}`);
    await expect(page.getByRole("heading", { level: 1, name: "mail.file" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  const state = page.locator(".page-meta");
  await expect(state).toContainText("Dead");
  await expect(page.getByText("the file store was away")).toBeVisible();

  await page.getByRole("button", { name: "Park" }).click();
  await expect(state).toContainText("Parked");
  await expect(page.getByRole("button", { name: "Park" })).toHaveCount(0);
  await open(page, "/jobs?state=parked");
  await expect(page.locator(`a[href="/jobs/${id}"]`)).toBeVisible();

  await open(page, `/jobs/${id}`);
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("The job will run again in a moment")).toBeVisible();
  await expect(async () => {
    await page.reload();
    await hydrated(page);
    await expect(state).toContainText("Done", { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: "Run now" })).toHaveCount(0);
});

test("two people decide: the second one is told, and sees what the first one did", async ({ page, context }) => {
  const id = deadJob("mail.file");
  await open(page, `/jobs/${id}`);
  const other = await context.newPage();
  await open(other, `/jobs/${id}`);
  await other.getByRole("button", { name: "Park" }).click();
  await expect(other.locator(".page-meta")).toContainText("Parked");
  await page.getByRole("button", { name: "Park" }).click();
  await expect(page.locator(".toast").filter({ hasText: "The job is parked by now. Look at it again before you decide." })).toBeVisible();
  await expect(page.locator(".page-meta")).toContainText("Parked");
});

test.describe("a technician", () => {
  test.use({ role: "technician" });

  test("has no business in the queues", async ({ page, guard }) => {
    guard.allow(/403/);
    expect((await page.goto("/jobs"))?.status()).toBe(403);
  });
});
