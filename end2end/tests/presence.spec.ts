// Two people on one ticket see each other, and nothing moves.
import { expect, open, test } from "../fixtures";
import { sessionFile } from "../fixtures/people";
import { newTicket, words } from "../fixtures/tickets";

test("who else is there, who writes, and who has gone", async ({ page, browser, guard, baseURL }) => {
  const number = await newTicket(page, `Crowd ${Date.now()}`);
  const line = page.locator(".presence");
  await expect(line).toBeEmpty();
  const box = await words(page).boundingBox();

  const other = await browser.newContext({ storageState: sessionFile("dispatcher"), baseURL });
  guard.watch(other);
  const second = await other.newPage();
  await open(second, `/tickets/${number}`);
  await expect(line).toHaveText(/^\S+ \S+ is viewing this ticket\.$/);
  await expect(second.locator(".presence")).toHaveText(/is viewing this ticket\.$/);
  await words(second).fill("Writing");
  await expect(line).toHaveText(/is writing an answer\.$/);
  expect(await words(page).boundingBox(), "nothing moved").toEqual(box);
  await second.getByRole("link", { name: "All active" }).click();
  await expect(line).toBeEmpty();
  await other.close();
});
