import { expect, hydrated, open, test } from "../fixtures";
import { awaitMail } from "../fixtures/mail";
import { address } from "../fixtures/people";
import { signIn, trySignIn } from "../fixtures/sign-in";
import { totp } from "../fixtures/totp";

const problem = { hasText: "There is a problem" };

test.describe("nobody yet", () => {
  test.use({ role: "nobody" });

  test("a wrong password and an unknown address get the same words", async ({ page }) => {
    const words = async (email: string) => {
      await trySignIn(page, { email, password: "wrong-password-here" });
      const alert = page.getByRole("alert").filter(problem);
      await expect(alert).toBeVisible();
      return alert.innerText();
    };
    const known = await words(address("sales"));
    expect(await words("no.such.person@northwind.example")).toBe(known);
  });

  test("a page that was asked for is shown after the sign-in", async ({ page }) => {
    await page.goto("/tickets?priority=high");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel("Workspace").fill("northwind");
    await page.getByLabel("E-mail address").fill(address("sales"));
    await page.getByLabel("Password", { exact: true }).fill("Harbor-Lantern-42");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/tickets\?priority=high$/);
  });

  test("an address of another site is not gone to", async ({ page }) => {
    await page.goto("/sign-in?workspace=northwind&next=https://evil.example/");
    await page.getByLabel("E-mail address").fill(address("sales"));
    await page.getByLabel("Password", { exact: true }).fill("Harbor-Lantern-42");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    expect(new URL(page.url()).hostname).toBe("localhost");
  });

  test("too many wrong passwords lock the account for a while", async ({ page }) => {
    const victim = "liam.walsh@northwind.example";
    for (let i = 0; i < 6; i++) await trySignIn(page, { email: victim, password: `guess number ${i}` });
    await trySignIn(page, { email: victim });
    await expect(page.getByRole("alert").filter(problem)).toContainText(/Try again in \d+ (seconds|minutes)/);
  });

  test("an invitation by mail leads in", async ({ page, browser, baseURL, guard }) => {
    const email = `newcomer.${Date.now()}@northwind.example`;
    const office = await browser.newContext({ baseURL });
    guard.watch(office);
    const owner = await office.newPage();
    await signIn(owner, { email: address("owner") });
    await open(owner, "/settings/users");
    await owner.getByText("Invite somebody").click();
    await owner.getByLabel("Name", { exact: true }).fill("Nora Newcomer");
    await owner.getByLabel("E-mail address").fill(email);
    await owner.getByLabel("Role").selectOption({ label: "Technician" });
    await owner.getByRole("button", { name: "Send the invitation" }).click();
    await expect(owner.getByRole("table", { name: "Users" })).toContainText(email);

    const mail = await awaitMail(email, "Join");
    const link = /https?:\/\/\S+\/accept-invite\?token=\S+/.exec(mail.text)?.[0] ?? "";
    await page.goto(link);
    await page.getByLabel("Password", { exact: true }).fill("plenty-of-quiet-lanterns");
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Hello Nora" })).toBeVisible();
    // A link works once.
    await page.goto(link);
    await expect(page.getByText("This link is no longer good")).toBeVisible();
    await office.close();
  });

  test("a workspace is opened by whoever comes, and nothing typed is lost before", async ({ page }) => {
    const slug = `acorn-${Date.now().toString(36)}`;
    await open(page, "/sign-up");
    await page.getByLabel("Company").fill("Acorn Works");
    await page.getByLabel("Name in addresses").fill("northwind");
    await page.getByLabel("Your name").fill("Ada Acorn");
    await page.getByLabel("E-mail address").fill(`ada@${slug}.example`);
    await page.getByLabel("Time zone").selectOption("Europe/Berlin");
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Open the workspace" }).click();
    await expect(page.getByRole("alert").filter(problem)).toBeVisible();
    await expect(page.getByLabel("Company")).toHaveValue("Acorn Works");
    await expect(page.getByLabel("Your name")).toHaveValue("Ada Acorn");
    await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Berlin");
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");

    // A name that is taken is refused as well, and says nothing about whose it is.
    await page.getByLabel("Password", { exact: true }).fill("plenty-of-quiet-acorns");
    await page.getByRole("button", { name: "Open the workspace" }).click();
    await expect(page.getByLabel("Name in addresses")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByRole("alert").filter(problem)).not.toContainText("Northwind");

    await page.getByLabel("Name in addresses").fill(slug);
    await page.getByLabel("Password", { exact: true }).fill("plenty-of-quiet-acorns");
    await page.getByRole("button", { name: "Open the workspace" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Hello Ada" })).toBeVisible();
    await expect(page.getByText("Acorn Works").first()).toBeVisible();
    // Its owner sees an empty desk of their own, and says so.
    await open(page, "/tickets");
    await expect(page.getByRole("heading", { name: "No active tickets" })).toBeVisible();
    await open(page, "/settings/users");
    await expect(page.getByRole("table", { name: "Users" })).toContainText("Ada Acorn");
  });

  test("a forgotten password is replaced by mail", async ({ page }) => {
    const email = "sofia.petrov@northwind.example";
    await page.goto("/forgot?workspace=northwind");
    await page.getByLabel("Workspace").fill("northwind");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByText("If somebody here has this address")).toBeVisible();
    const mail = await awaitMail(email, "new password");
    await page.goto(/https?:\/\/\S+\/reset\?token=\S+/.exec(mail.text)?.[0] ?? "");
    await page.getByLabel("New password").fill("Harbor-Lantern-43-again");
    await page.getByRole("button", { name: "Change the password" }).click();
    await signIn(page, { email, password: "Harbor-Lantern-43-again" });
  });

  test("two-step sign-in: set up, asked for, recovery code, turned off", async ({ page }) => {
    const email = "yuki.tanaka@northwind.example";
    await signIn(page, { email });
    await open(page, "/settings/security");
    await page.getByRole("button", { name: "Set it up" }).click();
    const secret = (await page.getByText("Key:").locator(".mono").innerText()).trim();
    await page.getByLabel("Code", { exact: true }).fill(totp(secret));
    await page.getByRole("button", { name: "Turn it on" }).click();
    const codes = page.getByText("Keep these recovery codes").locator("xpath=ancestor::*[contains(@class,'banner')][1]");
    await expect(codes).toBeVisible();
    const recovery = (await codes.locator("li").first().innerText()).trim();

    // The page's line for live updates ends with the page, and does not ask again without a session.
    await page.goto("about:blank");
    await page.context().clearCookies();
    await trySignIn(page, { email });
    await expect(page.getByRole("heading", { level: 1, name: "Second step" })).toBeVisible();
    await page.getByLabel("Code").fill("000000");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("alert").filter(problem)).toBeVisible();
    // The code of the set-up was used up: a recovery code this time.
    await page.getByRole("link", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(recovery);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();

    await open(page, "/settings/security");
    await page.getByText("Turn it off").first().click();
    await page.locator("#off-password").fill("Harbor-Lantern-42");
    await page.locator("#two-step").getByRole("button", { name: "Turn it off" }).click();
    await expect(page.getByRole("button", { name: "Set it up" })).toBeVisible();
  });

  test("sessions are listed, and one is ended from another device", async ({ page, browser, baseURL, guard }) => {
    await signIn(page, { email: address("dispatcher") });
    const elsewhere = await browser.newContext({ baseURL });
    const phone = await elsewhere.newPage();
    guard.watch(elsewhere);
    await signIn(phone, { email: address("dispatcher") });
    await open(phone, "/settings/security");
    const sessions = phone.getByRole("table", { name: "Your sessions" });
    await expect(sessions.getByText("This one")).toHaveCount(1);
    // The latest of the others is the one of this test.
    await sessions.locator("tbody tr").filter({ hasNotText: "This one" }).first().getByRole("button").click();
    await expect(async () => {
      await page.goto("/tickets");
      await expect(page).toHaveURL(/\/sign-in/, { timeout: 500 });
    }).toPass();
    await phone.reload();
    await hydrated(phone);
    await expect(phone.getByRole("heading", { level: 1, name: "Password and sessions" })).toBeVisible();
    await elsewhere.close();
  });
});
