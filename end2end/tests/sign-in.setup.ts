// Every role signs in once; the specs begin with its session.
import { test as setup } from "@playwright/test";
import { ROLES, address, sessionFile } from "../fixtures/people";
import { signIn } from "../fixtures/sign-in";

for (const role of ROLES) {
  setup(`${role} signs in`, async ({ page }) => {
    await signIn(page, { email: address(role) });
    await page.context().storageState({ path: sessionFile(role) });
  });
}
