// Keeps the site at the first visit and serves it from then on; another version of it is kept in place of the last.

const KEPT = "migsim-{version}";
const FILES = ["./", "icon.svg", "app.webmanifest"];

addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES))));

async function forget() {
  const old = (await caches.keys()).filter((name) => name.startsWith("migsim-") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
}
addEventListener("activate", (event) => event.waitUntil(forget()));

const answer = async (request) => (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
addEventListener("fetch", (event) => { if (event.request.method === "GET") event.respondWith(answer(event.request)); });
