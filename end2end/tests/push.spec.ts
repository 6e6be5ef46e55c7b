// Notifications by the browser: turned on in it, encrypted for it, shown by its service worker, and opened.
import { axe, expect, open, type Page, test } from "../fixtures";
import { sessionFile } from "../fixtures/people";
import { click, deliver, type Message, PushService } from "../fixtures/push";
import { newTicket } from "../fixtures/tickets";

// Not the technician: other specs count what that one has not read.
test.use({ role: "admin" });
test.describe.configure({ mode: "serial" });

const turnOn = { name: "Notify me in this browser" };
const panel = (page: Page) => page.locator("[data-push]");

async function push(page: Page): Promise<PushService> {
  const service = await PushService.start();
  await service.serve(page.context());
  await open(page, "/settings/notifications");
  await page.getByRole("button", turnOn).click();
  await expect(panel(page)).toHaveAttribute("data-push", "on");
  return service;
}

/** The message whose words contain `text`; waits for it. */
async function awaitMessage(service: PushService, text: string): Promise<Message> {
  let found: Message | undefined;
  const look = () => (found = service.messages().find((one) => `${one.title} ${one.body}`.includes(text)));
  await expect.poll(look, { message: `a message about “${text}”`, timeout: 20_000 }).toBeTruthy();
  return found!;
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });

test("an assignment arrives encrypted, is shown, and leads to its ticket", async ({ page, browser }) => {
  const service = await push(page);
  const row = page.getByRole("row").filter({ hasText: "This one" });
  await expect(row).toContainText("Chrome on");
  await expect(row).toContainText("Not yet");

  const dispatcher = await browser.newContext({ storageState: sessionFile("dispatcher") });
  const theirs = await dispatcher.newPage();
  const subject = `Push ${Date.now()}`;
  await newTicket(theirs, subject);
  await page.goto("/settings/profile");
  const me = await page.getByLabel("Name", { exact: true }).inputValue();
  await theirs.getByLabel("Technician").selectOption({ label: me });
  const message = await awaitMessage(service, subject);
  await dispatcher.close();
  expect(message.title).toContain("assigned the ticket to you");
  expect(message.url).toMatch(/^\/tickets\/\d+$/);

  await open(page, "/tickets");
  await deliver(page, message);
  await expect.poll(() => shown(page)).toContainEqual({ title: message.title, body: message.body, tag: message.tag });
  // A second copy takes the place of the first one.
  await deliver(page, message);
  expect((await shown(page)).filter((one) => one.tag === message.tag)).toHaveLength(1);
  expect(await click(page.context(), message.tag)).toEqual([new URL(message.url, page.url()).href]);
  expect(await shown(page)).toEqual([]);

  await open(page, "/settings/notifications");
  await expect(row).not.toContainText("Not yet");
  await page.getByRole("button", { name: "Turn it off here" }).click();
  await expect(page.getByRole("button", turnOn)).toBeVisible();
  await expect(row).toHaveCount(0);
  service.stop();
});

test("by keyboard: on, a test that arrives, removed without leaving anything", async ({ page }) => {
  const service = await PushService.start();
  await service.serve(page.context());
  await open(page, "/settings/notifications");
  await page.getByRole("button", turnOn).press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Notifications are on in this browser" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "This one" });
  await row.getByRole("button", { name: /^Send a test/ }).press("Enter");
  await expect(page.getByText("A test is on its way")).toBeVisible();
  const message = await awaitMessage(service, "A test from Nestogy");
  await deliver(page, message);
  await expect.poll(() => shown(page)).toContainEqual(expect.objectContaining({ title: "A test from Nestogy" }));
  await row.getByRole("button", { name: /^Remove/ }).press("Enter");
  await expect(page.getByText("No browser is told yet")).toBeVisible();
  await expect(panel(page)).toHaveAttribute("data-push", "off");
  service.stop();
});

test("a browser that cannot do it, or does not want to, says so and what to do", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Notification, "permission", { get: () => "denied" }));
  await open(page, "/settings/notifications");
  await expect(page.getByText("This browser blocks notifications of Nestogy")).toBeVisible();
  await expect(page.getByText("set Notifications to Allow")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.addInitScript(() => Reflect.deleteProperty(window, "PushManager"));
  await open(page, "/settings/notifications");
  await expect(page.getByText("This browser cannot do it")).toBeVisible();
  await expect(page.getByRole("button", turnOn)).toHaveCount(0);
});

for (const scheme of ["light", "dark"] as const) {
  test(`the page is fit for everybody, also on a phone, in the ${scheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const service = await push(page);
    expect(await axe(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await axe(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBe(0);
    await page.getByRole("button", { name: "Turn it off here" }).click();
    await expect(panel(page)).toHaveAttribute("data-push", "off");
    service.stop();
  });
}

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says what needs it, and the events can be chosen", async ({ page }) => {
    await page.goto("/settings/notifications");
    await expect(page.getByText("the scripts of this page must run")).toBeVisible();
    await expect(page.getByRole("button", turnOn)).toBeHidden();
    const box = page.getByLabel("A follow-up of mine is due: in the browsers below");
    await expect(box).toBeChecked();
    await box.uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(box).not.toBeChecked();
    await box.check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(box).toBeChecked();
  });
});
