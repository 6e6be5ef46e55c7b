// Watching, copies: by the forms beside the conversation, and in the mails that go out.
import { type Page, expect, open, test } from "../fixtures";
import { awaitMail } from "../fixtures/mail";
import { DANA } from "../fixtures/people";
import { conversation, newTicket, words } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const beside = (page: Page) => page.getByRole("complementary");

test("a ticket is watched, and not any more", async ({ page }) => {
  await newTicket(page, unique("Watched"));
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  await expect(beside(page)).toContainText(/Watched by \S+/);
  await page.getByRole("button", { name: "Stop watching" }).click();
  await expect(beside(page)).toContainText("Nobody watches.");
});

test("a copy goes to whoever was added, named in Cc; undo brings it back", async ({ page }) => {
  const carl = `carl.${Date.now()}@partner.example`;
  await open(page, "/tickets/new?client=1");
  const dana = page.getByLabel("Contact").getByRole("option", { name: new RegExp(DANA.name) });
  await page.getByLabel("Contact").selectOption(await dana.getAttribute("value"));
  const subject = unique("With a partner");
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await beside(page).getByText("Send copies to somebody").click();
  await page.getByLabel("E-mail address").fill("nobody");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Enter an e-mail address in the form").first()).toBeVisible();
  await page.getByLabel("E-mail address").fill(carl);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const copy = beside(page).getByRole("listitem").filter({ hasText: carl });
  await expect(copy).toBeVisible();
  await page.getByRole("button", { name: `No more copies to ${carl}` }).click();
  await expect(copy).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(copy).toBeVisible();

  await words(page).fill("Both of you should know.");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(conversation(page)).toContainText("Both of you should know.");
  // Both copies name both people.
  const mail = await awaitMail(DANA.email, subject, 2);
  expect(mail.to.map((to) => to.address)).toEqual([DANA.email]);
  expect(mail.cc?.map((cc) => cc.address)).toEqual([carl]);
});
