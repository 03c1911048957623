// Asking the phones from a lesson or the game: one strip beside the options, on the trainer's own page alone.

import { button, h, mistakes } from "./dom.js";
import { t } from "./text.js";

const EVERY = 2000;

async function call(path, body) {
  const answer = await fetch(`/room/${path}`, { cache: "no-store", method: body ? "POST" : "GET", body: body && JSON.stringify(body), headers: body ? { "content-type": "application/json" } : {} });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.mistakes?.[0]), told);
  return told;
}

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// `subject` tells one question from another, so that a page that is loaded again finds the one it asked; `show` is called
// with the counts by option once they are to be seen.
export function strip({ subject, title, options, show = () => {} }) {
  const box = h("div", { class: "bar strip", role: "group", "aria-label": t("room.title") });
  let told = null, drawn = "";
  const poll = () => told?.polls.findLast((one) => one.subject === subject);
  const act = (path, body) => async () => { take(await call(`wall/${path}`, body)); };

  function take(now) {
    told = now;
    const one = poll(), key = JSON.stringify([one?.id, one?.status, one?.answered, one?.counts, told.phones.length]);
    if (key === drawn) return;
    drawn = key;
    if (!one) {
      box.replaceChildren(button(t("room.ask_phones"), act("ask", { id: random(), subject, title, options })));
      return;
    }
    box.replaceChildren(h("b", {}, t("room.answered", { answered: one.answered, joined: told.phones.length })),
      one.status === "open" ? button(t("room.close"), act("turn", { poll: one.id, status: "closed" })) : "",
      one.status === "closed" ? button(t("room.show"), act("turn", { poll: one.id, status: "shown" })) : "",
      button(t("room.reset"), act("reset", { poll: one.id }), { class: "plain" }));
    show(one.status === "shown" ? one.counts : null);
  }

  async function look() {
    try { take(await call("wall")); } catch (error) { if (!told) box.replaceChildren(mistakes(error)); }
  }

  look();
  const again = setInterval(() => (box.isConnected || !told ? look() : clearInterval(again)), EVERY);
  return box;
}

// The class's votes beside the options that are on the page, in their order.
export function beside(buttons) {
  return (counts) => buttons.forEach((one, n) => {
    one.querySelector(".votes")?.remove();
    if (counts) one.append(h("span", { class: "votes" }, t("room.votes", { votes: counts[n] })));
  });
}
