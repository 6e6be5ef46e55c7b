// The guard of every test hears what the content security policy stops: without that, silence in
// the other tests would prove nothing.
import { expect, open, test } from "../fixtures";
import { ConsoleGuard } from "../fixtures/guard";

test("a violation of the policy is heard, whatever it is", async ({ page, context, guard }) => {
  guard.allow(/Content Security Policy/);
  await open(page, "/");
  const attempts = {
    "a style attribute": () => document.body.setAttribute("style", "color: red"),
    "a picture from elsewhere": () => void document.body.append(Object.assign(new Image(), { src: "https://elsewhere.example/x.png" })),
    "a frame": () => void document.body.append(Object.assign(document.createElement("iframe"), { src: "https://elsewhere.example/" })),
  };
  for (const [what, attempt] of Object.entries(attempts)) {
    const ears = new ConsoleGuard().watch(context);
    await page.evaluate(attempt);
    await expect.poll(() => ears.problems.join("\n"), what).toMatch(/Content Security Policy/);
  }
});
