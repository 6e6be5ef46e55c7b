// Triage rules: made line by line, acting on tickets, moved by keyboard, refused when they go in circles.
import { axe, expect, open, test, type Page } from "../fixtures";
import { conversation } from "../fixtures/tickets";

/** Adds a line; the page comes back with it. */
async function add(page: Page, list: "condition" | "action", label: string): Promise<void> {
  await page.getByLabel(`One more ${list}`).selectOption({ label });
  await page.getByRole("button", { name: `Add ${list}` }).click();
}

/** The summary of complaints over a form. */
const problems = (page: Page) => page.getByRole("alert").filter({ hasText: "There is a problem" });

async function archive(page: Page, name: string): Promise<void> {
  await page.goto("/settings/rules");
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Archive the rule" }).click();
  await expect(page.getByRole("link", { name })).toHaveCount(0);
}

/** Makes "subject contains word → priority high, note". */
async function makeRule(page: Page, name: string, word: string): Promise<void> {
  await page.goto("/settings/rules");
  await page.getByRole("link", { name: "New rule" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await add(page, "condition", "Subject");
  await page.getByLabel("Value for Subject").fill(word);
  await add(page, "action", "Set the priority");
  // What was typed before has come along.
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await expect(page.getByLabel("Value for Subject")).toHaveValue(word);
  await page.getByLabel("Set the priority").selectOption("high");
  await add(page, "action", "Add an internal note");
  await page.getByLabel("Add an internal note").fill("Ticket {{ticket.number}}: look *twice*.");
  await page.getByRole("button", { name: "Save rule" }).last().click();
  await expect(page.getByRole("link", { name })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a rule is made line by line and acts on a new ticket", async ({ page }) => {
      const word = `zebra${Date.now()}`;
      await makeRule(page, `Rule of ${word}`, word);
      await page.goto("/tickets/new");
      await page.getByLabel("Subject").fill(`About ${word}`);
      await page.getByLabel("Description").fill("Text");
      await page.getByRole("button", { name: "Create ticket" }).click();
      await expect(page.getByRole("heading", { level: 1, name: word })).toBeVisible();
      await expect(async () => {
        await page.reload();
        await expect(conversation(page)).toContainText(`Rule “Rule of ${word}” set the priority to High`, { timeout: 500 });
      }).toPass();
      await expect(conversation(page)).toContainText("look twice.");
      await expect(page.getByLabel("Priority")).toHaveValue("high");
      await page.goto("/settings/rules");
      await page.getByRole("link", { name: `Rule of ${word}` }).click();
      await expect(page.getByRole("table", { name: "What the rule did lately" })).toContainText(`About ${word}`);
      await archive(page, `Rule of ${word}`);
    });
  });
}

test("complaints stand at their lines and nothing typed is lost", async ({ page }) => {
  await open(page, "/settings/rules/new");
  await page.getByLabel("Name", { exact: true }).fill("Broken");
  await add(page, "condition", "Text of the message");
  await page.getByLabel("Text of the message", { exact: true }).selectOption({ label: "matches the expression" });
  await page.getByLabel("Value for Text of the message").fill("(a{999}){999}");
  await add(page, "action", "Add an internal note");
  await page.getByLabel("Add an internal note").fill("{{config}}");
  await page.getByRole("button", { name: "Save rule" }).last().click();
  const summary = problems(page);
  await expect(summary).toContainText("Write a simpler expression");
  await expect(summary).toContainText("{{config}} is no variable");
  await expect(page.getByLabel("Value for Text of the message")).toHaveValue("(a{999}){999}");
  await expect(page.getByLabel("Value for Text of the message")).toHaveAttribute("aria-invalid", "true");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Remove the condition on Text of the message" }).click();
  await expect(page.getByLabel("Value for Text of the message")).toHaveCount(0);
  await expect(page.getByLabel("Add an internal note")).toHaveValue("{{config}}");
});

test("a rule is tried on the last days before it counts", async ({ page }) => {
  await open(page, "/settings/rules");
  await page.getByRole("link", { name: "VIP clients first" }).click();
  await page.getByRole("link", { name: "Try it on the last 30 days" }).click();
  await expect(page.getByRole("main")).toContainText(/would have acted on \d+ tickets?, \d+ times? in all, and sent 0 mails\./);
  await expect(page.getByRole("main")).toContainText("Nothing was changed and nothing was sent.");
});

test("people say what they can do and when they are back", async ({ page }) => {
  await page.goto("/settings/assignment");
  const mine = page.locator("section.panel").first();
  await mine.getByLabel("Skills").fill("VoIP, linux ,");
  await mine.getByLabel("Away, back on").fill("1999-01-01");
  await mine.getByRole("button", { name: /^Save/ }).click();
  await expect(problems(page)).toContainText("Enter a day in the next three years");
  await expect(page.getByLabel("Skills").first()).toHaveValue("VoIP, linux ,");
  await page.locator("section.panel").first().getByLabel("Away, back on").fill("");
  await page.locator("section.panel").first().getByRole("button", { name: /^Save/ }).click();
  await expect(page.locator("section.panel").first().getByLabel("Skills")).toHaveValue("linux, voip");
  await expect(page.locator("section.panel").first()).toContainText("Here");
});

test("a rule that would set itself off is refused by name", async ({ page }) => {
  await open(page, "/settings/rules/new");
  await page.getByLabel("Name", { exact: true }).fill("Snake");
  await page.getByLabel("When", { exact: true }).selectOption({ label: "The priority changes" });
  await add(page, "action", "Set the priority");
  await page.getByLabel("Set the priority").selectOption("high");
  await page.getByRole("button", { name: "Save rule" }).last().click();
  await expect(problems(page)).toContainText("Snake → Snake");
});

test("rules change places by keyboard", async ({ page }) => {
  await open(page, "/settings/rules");
  const rows = page.getByRole("table", { name: "Triage rules" }).locator("tbody tr");
  const first = await rows.first().getByRole("link").innerText();
  await page.getByRole("button", { name: `Move ${first} down` }).focus();
  await page.keyboard.press("Enter");
  await expect(rows.nth(1).getByRole("link")).toHaveText(first);
  await page.getByRole("button", { name: `Move ${first} up` }).focus();
  await page.keyboard.press("Enter");
  await expect(rows.first().getByRole("link")).toHaveText(first);
});

test.describe("a technician", () => {
  test.use({ role: "technician" });

  test("does not get to the rules", async ({ page, guard }) => {
    guard.allow(/403/);
    expect((await page.goto("/settings/rules"))?.status()).toBe(403);
  });
});
