// Shows what the server pushes, and opens it. It keeps nothing and answers no request of a page.
"use strict";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

async function show(data) {
  const said = read(data);
  const shown = await self.registration.getNotifications({ tag: said.tag });
  // The server could not know that this one had come: a second copy makes no sound.
  const again = shown.some((notification) => notification.data?.id === said.id);
  await self.registration.showNotification(said.title, {
    body: said.body,
    tag: said.tag,
    renotify: !again,
    silent: again,
    icon: "/icon-192.png",
    data: { id: said.id, url: said.url },
  });
}

/** Browsers want something to be shown for every message, also for one that cannot be read. */
function read(data) {
  const unknown = { id: "", title: "Nestogy", body: "There is something new.", url: "/notifications", tag: "unknown" };
  try {
    return { ...unknown, ...data.json() };
  } catch {
    return unknown;
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/notifications"));
});

/** A page that shows it already comes to the front. No other page is led away: somebody may be writing there. */
async function open(path) {
  const wanted = new URL(path, self.location.origin);
  if (wanted.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === wanted.pathname);
  await (there ? there.focus() : self.clients.openWindow(wanted.href));
}

// The browser has ended the subscription, or made a new one: the server is told where to find it.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew(event) {
  const before = event.oldSubscription;
  const options = before?.options ?? event.newSubscription?.options;
  if (!options) return;
  const now = event.newSubscription ?? (await self.registration.pushManager.subscribe(options));
  const { endpoint, keys } = now.toJSON();
  const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth, replaces: before?.endpoint ?? "" });
  await fetch("/api/notifications/push-on", { method: "POST", body });
}
