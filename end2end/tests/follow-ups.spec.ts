// Follow-ups: put off by a press, to a date, taken back; the list of those that are due.
import { axe, expect, open, test, type Page } from "../fixtures";
import { conversation, newTicket } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const status = (page: Page) => page.getByLabel("Status", { exact: true });
const beside = (page: Page) => page.getByRole("complementary");

test("a ticket is put off by keyboard, and undo brings status and time back", async ({ page }) => {
  await newTicket(page, unique("Later"));
  await page.getByRole("button", { name: "In a week" }).focus();
  await page.keyboard.press("Enter");
  await expect(beside(page)).toContainText("Put off until");
  await expect(status(page)).toHaveValue("scheduled");
  await expect(conversation(page)).toContainText("put the ticket off until");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(beside(page)).not.toContainText("Put off until");
  await expect(status(page)).toHaveValue("new");
});

test("a date that is over is refused and stays in its field", async ({ page }) => {
  await newTicket(page, unique("Too late"));
  await beside(page).getByText("Date and time").click();
  await page.getByLabel("Look at it again").fill("2020-01-01T08:00");
  await page.getByRole("button", { name: "Put off", exact: true }).click();
  await expect(beside(page)).toContainText("Enter a date and time that is to come");
  await expect(page.getByLabel("Look at it again")).toHaveValue("2020-01-01T08:00");
});

test("those that are put off have a list, and those that are due a place in the menu", async ({ page }) => {
  const subject = unique("On the list");
  await newTicket(page, subject);
  await page.getByRole("button", { name: "Tomorrow" }).click();
  await expect(beside(page)).toContainText("Put off until");
  await open(page, "/tickets?follow_up=waiting");
  await expect(page.getByRole("link", { name: subject })).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Follow-ups due" }).click();
  await expect(page).toHaveURL(/follow_up=due/);
  await expect(page.getByRole("link", { name: subject })).toHaveCount(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a ticket is put off and not any more", async ({ page }) => {
    await page.goto("/tickets/new");
    await page.getByLabel("Subject").fill(unique("Plain"));
    await page.getByRole("button", { name: "Create ticket" }).click();
    await page.getByRole("button", { name: "Monday" }).click();
    await expect(beside(page)).toContainText("Put off until Monday");
    await page.getByRole("button", { name: "Not any more" }).click();
    await expect(beside(page)).not.toContainText("Put off until");
    await expect(status(page)).toHaveValue("open");
  });
});
