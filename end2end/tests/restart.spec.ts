// G38: the server dies while somebody types. The words survive and are sent once.
import { expect, hydrated, test } from "../fixtures";
import { OwnServer } from "../fixtures/server";
import { conversation, newTicket, pill, words } from "../fixtures/tickets";

const unique = (text: string) => `${text} ${Date.now()}`;
const LOST = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_FAILED|ERR_SOCKET/;

test("g38 a reply typed while the server dies is kept, and sent once when it is back", async ({ page, guard }) => {
  guard.allow(LOST);
  const text = unique("Typed through a restart");
  const number = await newTicket(page, unique("Restart"));
  const server = await OwnServer.start();
  await page.goto(`${server.url}/tickets/${number}`);
  await hydrated(page);
  await words(page).fill("Typed thr");

  await server.kill();
  await words(page).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be reached" })).toBeVisible();
  await expect(words(page)).toHaveValue(text);

  await server.startAgain();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(conversation(page)).toContainText(text);
  await expect(words(page)).toHaveValue("");
  await page.reload();
  await hydrated(page);
  await expect(conversation(page).getByText(text)).toHaveCount(1);
  await server.kill();
});

test("g38 a reply whose answer is lost is not sent a second time", async ({ page, guard }) => {
  guard.allow(LOST);
  const text = unique("Stored, and never confirmed");
  await newTicket(page, unique("Lost answer"));
  await words(page).fill(text);
  // The server has done its work; the answer dies on the way.
  await page.route("**/api/tickets/reply", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be reached" })).toBeVisible();
  await expect(words(page)).toHaveValue(text);
  await page.unroute("**/api/tickets/reply");
  // The page hears that the ticket changed, and shows the stored reply before it sends again.
  await expect(pill(page)).toBeVisible();
  await page.getByRole("button", { name: "Send" }).click();
  const question = page.getByRole("dialog", { name: "The ticket changed while you wrote" });
  await expect(question).toContainText(text);
  await question.getByRole("button", { name: "Go on writing" }).click();
  await expect(conversation(page).getByText(text)).toHaveCount(1);
});
