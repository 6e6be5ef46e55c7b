// With JavaScript off: sign in, read, reply, close, mend a form, sign out.
import { expect, test } from "../fixtures";
import { address } from "../fixtures/people";
import { signIn, trySignIn } from "../fixtures/sign-in";

test.use({ role: "nobody" });

test("a ticket is read, answered with a file and closed", async ({ page }) => {
  await signIn(page, { email: address("dispatcher") });
  await page.goto("/tickets/new");
  const subject = `Without script ${Date.now()}`;
  await page.getByLabel("Subject").fill(subject);
  await page.getByLabel("Description").fill("Made by a plain form.");
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();

  await page.getByRole("link", { name: "All active" }).click();
  await page.getByRole("link", { name: subject }).click();
  const conversation = page.getByRole("region", { name: "Conversation" });
  await expect(conversation).toContainText("Made by a plain form.");

  await page.getByLabel("Internal note").check();
  await page.getByLabel("Text", { exact: true }).fill("Looked at with *care*.");
  await page.getByLabel("Attach files").setInputFiles({ name: "proof.txt", mimeType: "text/plain", buffer: Buffer.from("seen") });
  await page.getByRole("button", { name: "Send" }).click();
  await expect(conversation).toContainText("Looked at with care.");
  const download = page.waitForEvent("download");
  await conversation.getByRole("link", { name: /proof\.txt/ }).click();
  expect((await download).suggestedFilename()).toBe("proof.txt");

  await page.getByRole("button", { name: "Close ticket" }).click();
  await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
  await page.getByLabel("Priority").selectOption("high");
  await page.getByRole("button", { name: "Save priority" }).click();
  await expect(page.getByLabel("Priority")).toHaveValue("high");
});

test("a canned reply is put behind what was typed", async ({ page }) => {
  await signIn(page, { email: address("dispatcher") });
  await page.goto("/tickets/new");
  await page.getByLabel("Subject").fill(`Canned ${Date.now()}`);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await page.getByLabel("Internal note").check();
  await page.getByLabel("Text", { exact: true }).fill("Typed first.");
  await page.getByLabel("Canned reply").selectOption({ label: "Please restart (::restart)" });
  await page.getByRole("button", { name: "Insert" }).click();
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue(/^Typed first\.\n\nPlease restart the computer/);
  await expect(page.getByLabel("Internal note")).toBeChecked();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("region", { name: "Conversation" })).toContainText("Please restart the computer");
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue("");
});

test("a refused form says why and keeps what was typed", async ({ page }) => {
  await signIn(page, { email: address("dispatcher") });
  await page.goto("/tickets/new");
  await page.getByLabel("Description").fill("Typed with much effort.");
  await page.getByLabel("Priority").selectOption("high");
  await page.getByRole("button", { name: "Create ticket" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
  await expect(summary).toBeVisible();
  await expect(page.getByLabel("Description")).toHaveValue("Typed with much effort.");
  await expect(page.getByLabel("Priority")).toHaveValue("high");
  await expect(page.getByLabel("Subject")).toHaveAttribute("aria-invalid", "true");
  // The complaint belongs to one page view.
  await page.reload();
  await expect(summary).toBeHidden();
});

test("a wrong password is refused, and whoever leaves is out", async ({ page }) => {
  await trySignIn(page, { email: address("sales"), password: "not the right one" });
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue(address("sales"));
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");

  await signIn(page, { email: address("sales") });
  await page.goto("/sign-out");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/tickets");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});
