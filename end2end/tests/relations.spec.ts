// Merging with undo, splitting, parts and links, by the forms beside the conversation.
import { type Page, axe, expect, open, test } from "../fixtures";
import { conversation, newTicket, words } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const beside = (page: Page) => page.getByRole("complementary");

test("two tickets are merged, read as one, and taken apart again", async ({ page }) => {
  const target = await newTicket(page, unique("The first"), "Said on the first.");
  const source = await newTicket(page, unique("The second"), "Said on the second.");
  await beside(page).getByText("Merge into another ticket").click();
  await page.getByLabel("Number of the other ticket").fill("99999999");
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText("There is no ticket #99999999").first()).toBeVisible();
  await page.getByLabel("Number of the other ticket").fill(`#${target}`);
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText(`This ticket was merged into #${target}`)).toBeVisible();
  await expect(words(page)).toHaveCount(0);
  expect(await axe(page)).toEqual([]);

  await page.getByRole("link", { name: new RegExp(`Go on in #${target}`) }).click();
  await expect(conversation(page)).toContainText("Said on the first.");
  await expect(conversation(page)).toContainText("Said on the second.");
  await expect(conversation(page)).toContainText(`on #${source}`);

  await open(page, `/tickets/${source}`);
  await page.getByRole("button", { name: "Take the merge back" }).click();
  await expect(words(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Close ticket" })).toBeVisible();
});

test("a merge is undone from its message", async ({ page }) => {
  const target = await newTicket(page, unique("Stays"));
  await newTicket(page, unique("Comes back"));
  await beside(page).getByText("Merge into another ticket").click();
  await page.getByLabel("Number of the other ticket").fill(target);
  await page.getByLabel("Number of the other ticket").press("Enter");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(words(page)).toBeVisible();
  await expect(page.locator(".page-meta")).toContainText("New");
});

test("a post becomes a ticket of its own", async ({ page }) => {
  const number = await newTicket(page, unique("Two matters"), "The second matter.");
  await conversation(page).getByRole("link", { name: "Make a ticket of this post" }).click();
  await expect(page.getByText("The second matter.")).toBeVisible();
  const subject = unique("A matter of its own");
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("button", { name: "Make the ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  await expect(conversation(page)).toContainText("The second matter.");
  await expect(beside(page).getByRole("link", { name: new RegExp(`^#${number}`) })).toBeVisible();
});

test("parts: linked, closed with the whole, and taken out", async ({ page }) => {
  const part = await newTicket(page, unique("A part"));
  await newTicket(page, unique("The whole"));
  await beside(page).getByText("Link a ticket").click();
  await page.getByLabel("This ticket is").selectOption("has_part");
  await page.getByLabel("Ticket number").fill(part);
  await page.getByRole("button", { name: "Link", exact: true }).click();
  const row = beside(page).getByRole("listitem").filter({ hasText: `#${part}` });
  await expect(row).toContainText("Has the part");
  await expect(page.getByRole("button", { name: "Close the active part" })).toHaveCount(0);
  await page.getByRole("button", { name: "Close ticket" }).click();
  await page.getByRole("button", { name: "Close the active part" }).click();
  await expect(row).toContainText("Closed");
  await page.getByRole("button", { name: `Remove the link with #${part}` }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(row).toContainText("Has the part");
});
