// Writing on a ticket: drafts that survive, the guard at the door, canned replies by keyboard.
import { type Page, axe, expect, hydrated, open, test } from "../fixtures";
import { DANA } from "../fixtures/people";
import { conversation, newTicket, words } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const saved = (page: Page) => expect(page.locator("[data-draft]")).toHaveText(/Draft saved \d/);

/** A ticket of Dana's; answers its address. */
async function ticketOfDana(page: Page): Promise<string> {
  await open(page, "/tickets/new?client=1");
  const dana = page.getByLabel("Contact").getByRole("option", { name: new RegExp(DANA.name) });
  await page.getByLabel("Contact").selectOption(await dana.getAttribute("value"));
  const subject = unique("Scanner");
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  return page.url();
}

test("a draft is there again after a crash, with its kind, and gone when it is sent", async ({ page, context }) => {
  await newTicket(page, unique("Draft"));
  const address = page.url();
  await page.getByLabel("Internal note").check();
  await words(page).fill("Half a sentence");
  await saved(page);
  await page.close();

  const again = await context.newPage();
  await open(again, address);
  await expect(words(again)).toHaveValue("Half a sentence");
  await expect(again.getByLabel("Internal note")).toBeChecked();
  await again.getByRole("button", { name: "Send" }).click();
  await expect(conversation(again)).toContainText("Half a sentence");
  await expect(words(again)).toHaveValue("");
  // What is written next is a draft of its own.
  await words(again).fill("The next one");
  await saved(again);
  await again.reload();
  await hydrated(again);
  await expect(words(again)).toHaveValue("The next one");
  await again.getByRole("button", { name: "Send" }).click();
  await expect(words(again)).toHaveValue("");
  await again.reload();
  await hydrated(again);
  await expect(words(again)).toHaveValue("");
});

test("leaving by a link saves at once", async ({ page }) => {
  await newTicket(page, unique("Left"));
  const address = page.url();
  await words(page).fill("Written in a hurry");
  await page.getByRole("link", { name: "All active" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tickets" })).toBeVisible();
  await expect.poll(async () => { await open(page, address); return words(page).inputValue(); }).toBe("Written in a hurry");
});

test("closing the window with unsaved words asks first", async ({ page }) => {
  await newTicket(page, unique("Guarded"));
  await words(page).pressSequentially("Not saved yet");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(words(page)).toHaveValue("Not saved yet");
});

test("a draft is discarded, and taken back", async ({ page }) => {
  await newTicket(page, unique("Discard"));
  await expect(page.getByRole("button", { name: "Discard draft" })).toBeHidden();
  await words(page).fill("On second thought");
  await saved(page);
  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(words(page)).toHaveValue("");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(words(page)).toHaveValue("On second thought");
  await saved(page);
  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(page.getByText("Draft discarded").last()).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(words(page)).toHaveValue("");
});

test("two windows of one person: the second is asked which words count", async ({ page, context }) => {
  await newTicket(page, unique("Two windows"));
  const second = await context.newPage();
  await open(second, page.url());
  await words(page).fill("From the first window");
  await saved(page);
  await words(second).fill("From the second window");
  const question = second.getByText("You changed this draft in another window");
  await expect(question).toBeVisible();
  expect(await axe(second)).toEqual([]);
  await second.getByRole("button", { name: "Take the other one" }).click();
  await expect(words(second)).toHaveValue("From the first window");
  await expect(question).toBeHidden();
});

test("words that cannot be saved stay, are named, and a link asks first", async ({ page, guard }) => {
  guard.allow(/Failed to load resource/, /drafts\/save/);
  await newTicket(page, unique("No server"));
  await page.route("**/api/drafts/save", (route) => route.abort());
  await words(page).fill("Only here");
  await expect(page.getByText("Your draft is only in this window")).toBeVisible();
  page.once("dialog", (dialog) => void dialog.dismiss());
  await page.getByRole("link", { name: "All active" }).click();
  await expect(words(page)).toHaveValue("Only here");
  await page.unroute("**/api/drafts/save");
  await words(page).pressSequentially("!");
  await expect(page.locator("[data-draft]")).toHaveText(/Draft saved/, { timeout: 15_000 });
});

test("what is typed on one ticket is not in the box of the next", async ({ page }) => {
  await ticketOfDana(page);
  await words(page).fill("For this ticket only");
  await page.getByRole("complementary").getByRole("link", { name: /^#/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: /Scanner \d+/ })).toBeHidden();
  await expect(words(page)).toHaveValue("");
});

test("two colons, the shortcut and Enter insert a canned reply", async ({ page }) => {
  await ticketOfDana(page);
  await words(page).focus();
  await page.keyboard.type("std::x is no shortcut. ::hel");
  const list = page.getByRole("listbox", { name: "Canned replies" });
  await expect(list.getByRole("option", { name: /Greeting/ })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("combobox", { name: "Text" })).toHaveAttribute("aria-activedescendant", "canned-0");
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await page.keyboard.type("l");
  await page.keyboard.press("Enter");
  await expect(words(page)).toHaveValue(/^std::x is no shortcut\. Hello Dana,\n\nthank you for writing to us about “Scanner \d+”\.$/);
  await expect(words(page)).toBeFocused();
  await page.keyboard.type(" Bye.");
  await expect(words(page)).toHaveValue(/”\. Bye\.$/);
  // Arrows choose, and Enter without a list is a new line.
  await page.keyboard.press("Enter");
  await page.keyboard.type("::");
  await page.keyboard.press("ArrowDown");
  await expect(list.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Tab");
  await expect(list).toBeHidden();
  await expect(words(page)).not.toHaveValue(/::$/);
});

test("a gap of a canned reply is named", async ({ page }) => {
  await newTicket(page, unique("Internal"));
  await page.getByRole("button", { name: /Canned reply/ }).click();
  await page.getByRole("listbox", { name: "Canned replies" }).getByRole("option", { name: /Greeting/ }).click();
  await expect(words(page)).toHaveValue(/^Hello ,/);
  await expect(page.getByText("This ticket has no contact.first_name")).toBeVisible();
});

test("a canned reply is written, looked at, changed and deleted", async ({ page }) => {
  const shortcut = `t${Date.now()}`;
  await open(page, "/settings/canned-replies");
  await page.getByRole("link", { name: "New canned reply" }).click();
  await page.getByLabel("Name", { exact: true }).fill("A test");
  await page.getByRole("textbox", { name: "Shortcut" }).fill(shortcut);
  await page.getByLabel("Text", { exact: true }).fill("Dear {{contact.nickname}}");
  await page.getByRole("button", { name: "Save canned reply" }).click();
  await expect(page.getByRole("alert", { name: "There is a problem" })).toContainText("There is no variable {{contact.nickname}}");
  await page.getByLabel("Text", { exact: true }).fill("Dear **{{contact.name}}**");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.locator(".composer-preview strong")).toHaveText("Anna Miller");
  await page.getByRole("button", { name: "Save canned reply" }).click();
  const row = page.getByRole("row").filter({ hasText: shortcut });
  await expect(row).toContainText("Everybody");
  await row.getByRole("link").click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/canned-replies$/);
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => { await page.reload(); return row.count(); }).toBe(1);
});
