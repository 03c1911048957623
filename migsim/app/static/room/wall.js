// The wall: what the class sees, and what the trainer does. One idea a screen; the steps stand at the top.

import { ask } from "../api.js";
import { button, h, mistakes, say } from "../dom.js";
import { many, name_with, number, t, part, use } from "../text.js";
import { actors, groups } from "./groups.js";

const EVERY = 2000, STEPS = ["join", "map", "vote", "groups", "actors", "ask"];
const view = document.getElementById("view"), foot = document.getElementById("foot"), top = document.getElementById("top");
const kept = { get: (name) => { try { return localStorage.getItem(`migsim-wall-${name}`) ?? ""; } catch { return ""; } }, set: (name, value) => { try { localStorage.setItem(`migsim-wall-${name}`, value); } catch { /* private mode */ } } };

let start = null, room = null, step = "join", language = "", market = null, place = "", counting = false, shown = "", failed = false;

async function call(path, body) {
  const answer = await fetch(`/room/${path}`, { cache: "no-store", method: body ? "POST" : "GET", body: body && JSON.stringify(body), headers: body ? { "content-type": "application/json" } : {} });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.mistakes?.[0]), told);
  return told;
}

// One command at a time; its button is disabled until it is done, and a repeat of it changes nothing.
async function command(path, body, event) {
  const pressed = event?.currentTarget;
  if (pressed) pressed.disabled = true;
  try { take(await call(`wall/${path}`, body)); }
  catch (error) { view.prepend(mistakes(error)); }
  finally { if (pressed) pressed.disabled = false; }
}

function take(told) {
  room = told;
  draw();
}

async function look() {
  try {
    take(await call("wall"));
    failed = false;
  } catch (error) {
    if (!failed) { failed = true; view.prepend(h("div", { class: "mistakes", role: "alert" }, t("room.lost"))); shown = ""; }
  }
  setTimeout(look, EVERY);
}

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const badge = (n) => h("span", { class: `badge s${n % 3}`, "aria-hidden": "true" }, String.fromCharCode(65 + n));
const colour = (n) => `var(--c${n % 5})`;
const subject = () => `vote ${market.name}`;
const voted = () => room.polls.findLast((one) => one.subject === subject());
const put = (...parts) => parts.filter(Boolean);
const to = (name, text) => h("a", { class: "button main", href: `#${name}` }, text);

// What the screens of the next file need.
const shared = () => ({ market, language, poll: voted(), badge, colour, to, winners });

// The three of most votes, first asked first where they are equal; none without a vote.
function winners(counts) {
  return counts.map((votes, n) => ({ votes, n })).filter((one) => one.votes > 0).sort((a, b) => b.votes - a.votes || a.n - b.n).slice(0, 3).map((one) => one.n);
}

// Drawn again only when something in it changed, so that a list that is open stays open.
let headed = "";
function header() {
  const now = JSON.stringify([step, room.code, room.here, language]);
  if (now === headed) return;
  headed = now;
  top.replaceChildren(
    h("span", { class: "room" }, `migsim ${spaced(room.code)}`),
    h("nav", { "aria-label": t("room.steps") }, h("ol", {}, STEPS.map((name, n) => h("li", {}, h("a", { href: `#${name}`, "aria-current": name === step ? "step" : null }, `${n + 1} ${t(`room.step_${name}`)}`))))),
    h("span", {}, many("phone", room.here)),
    h("a", { href: "/" }, t("room.app")),
    h("select", { "aria-label": t("frame.language"), onchange: (event) => speak(event.target.value) }, Object.entries(start.languages).map(([code, title]) => h("option", { value: code, lang: code, selected: code === language }, title))));
}

const spaced = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;

const SCREENS = {
  join() {
    place = room.addresses.includes(place) ? place : room.addresses[0] ?? "";
    const where = place ? h("div", { class: "join" },
      h("img", { src: `/room/qr.svg?address=${encodeURIComponent(place)}&code=${room.code}`, alt: "" }),
      h("div", {}, h("h1", {}, t("room.join")), h("ol", {}, h("li", {}, t("room.wifi")), h("li", {}, t("room.scan"), " ", h("span", { class: "place" }, place.replace(/^http:\/\/|\/$/g, ""))),
        h("li", {}, t("room.code"), h("div", { class: "big" }, spaced(room.code)))),
        h("p", { class: "count", role: "status" }, many("phone", room.here)))) : h("div", {}, h("h1", {}, t("room.join")), h("p", { class: "note" }, t("room.no_address")));
    view.replaceChildren(...put(where, names(),
      room.addresses.length > 1 && h("label", { class: "quiet" }, t("room.address"), h("select", { onchange: (event) => { place = event.target.value; shown = ""; draw(); } }, room.addresses.map((one) => h("option", { value: one, selected: one === place }, one)))),
      h("details", {}, h("summary", {}, t("room.help")), h("ul", {}, part("room.helps").map((one) => h("li", {}, one))))));
    foot.replaceChildren(to("map", t("room.to_map")));
  },

  map() {
    const from = `/map/${encodeURIComponent(market.key)}.svg?language=${language}`;
    const waits = h("p", { class: "quiet", role: "status" }, t("room.drawing"));
    view.replaceChildren(h("h1", {}, market.title), waits, h("div", { class: "scroll", tabindex: 0 }, h("img", { class: "map", src: from, onload: () => waits.remove(), alt: t("story.map_alt", { constraints: market.constraints.map((one) => one.title).join(", ") }) })));
    foot.replaceChildren(to("vote", t("room.to_vote")), button(t("room.larger"), () => view.querySelector(".map").classList.toggle("large"), { class: "plain" }), start.markets.length > 1 ? h("label", { class: "end" }, t("room.market"), h("select", { onchange: (event) => choose(event.target.value) }, start.markets.map((one) => h("option", { value: one.key, selected: one.key === market.key }, one.title)))) : "");
  },

  vote() {
    const poll = voted();
    if (!poll) {
      const options = market.constraints.slice(0, 12).map((one) => one.title);
      view.replaceChildren(h("h1", {}, t("room.vote_title")), h("p", {}, t("room.vote_about")), list({ options }, null));
      foot.replaceChildren(button(t("room.to_vote"), (event) => command("ask", { id: random(), subject: subject(), title: t("room.vote_title"), options, choices: Math.min(3, options.length) }, event), { class: "main" }));
      return;
    }
    question(poll, t("room.vote_about"), poll.status === "shown" ? winners(poll.counts) : []);
    if (poll.status === "shown") foot.prepend(to("groups", t("room.to_groups")));
  },

  groups() { groups(view, foot, shared()); },
  actors() { actors(view, foot, shared()); },

  ask() {
    const others = room.polls.filter((one) => !one.subject.startsWith("vote "));
    const poll = others.at(-1);
    if (poll && kept.get("asking") !== "new") {
      question(poll, "", []);
      foot.prepend(button(t("room.own"), () => { kept.set("asking", "new"); shown = ""; draw(); }, { class: "plain" }));
      return;
    }
    const title = h("input", { type: "text", maxlength: 300, required: true }), options = h("textarea", { rows: 4, required: true }), choices = h("input", { type: "number", min: 1, max: 12, value: 1 });
    options.value = part("room.yes_no").join("\n");
    const go = button(t("room.ask"), null, { type: "submit", class: "main" });
    view.replaceChildren(h("h1", {}, t("room.own")), h("form", { class: "form", onsubmit: async (event) => {
      event.preventDefault();
      const lines = options.value.split("\n").map((one) => one.trim()).filter(Boolean).slice(0, 12);
      kept.set("asking", "");
      shown = ""; // the form has done its work, wherever the cursor stands
      await command("ask", { id: random(), subject: "own", title: title.value.trim(), options: lines.map((one) => one.slice(0, 160)), choices: Math.max(1, Math.min(lines.length, Number(choices.value) || 1)) }, { currentTarget: go });
    } }, h("label", {}, t("room.question"), title), h("label", {}, t("room.options"), options), h("label", {}, t("room.choices"), choices), go),
    h("details", {}, h("summary", {}, t("room.names")), names() ?? h("p", {}, t("room.nobody"))),
    h("p", { class: "quiet" }, t("room.kept", { hint: t("room.hint") })));
    foot.replaceChildren(h("a", { class: "button plain", href: "/room/save.csv" }, t("room.save")),
      button(t("room.empty"), (event) => { if (confirm(t("room.sure"))) command("empty", { sure: true }, event); }, { class: "plain end" }));
  },
};

function names() {
  return room.phones.length ? h("ul", { class: "names", "aria-label": t("room.names") }, room.phones.map(({ seat, name }) => h("li", {}, name, button("✕", (event) => command("remove", { seat }, event), { "aria-label": t("room.remove", { name }) })))) : null;
}

// Options with their votes, once they are shown.
function list({ options, counts, hands }, mode, won = []) {
  const most = Math.max(1, ...(counts ?? []));
  return h("ul", { class: `options${options.length < 5 ? " few" : ""}` }, options.map((text, n) => h("li", { class: `option${won.includes(n) ? " won" : ""}`, style: { "--c": colour(n) } }, badge(n),
    h("span", {}, text, won.includes(n) ? h("small", {}, t("story.group")) : ""),
    mode === "shown" ? h("b", {}, number(counts[n])) : mode === "hands" ? h("input", { type: "number", min: 0, max: 1000, value: hands[n] ?? 0, "data-hand": n, "aria-label": t("room.hands_for", { option: text }) }) : h("span", {}),
    mode === "shown" ? h("i", { style: { width: `${(100 * counts[n]) / most}%` } }) : null)));
}

function question(poll, about, won) {
  const turn = (status) => (event) => command("turn", { poll: poll.id, status }, event);
  const mode = poll.status === "shown" ? "shown" : counting ? "hands" : "";
  view.replaceChildren(h("h1", {}, poll.title), about && h("p", { class: "quiet" }, about), list(poll, mode, won),
    h("p", { class: "count", role: "status" }, t("room.answered", { answered: poll.answered, joined: room.phones.length })),
    poll.status === "shown" ? "" : h("p", { class: "quiet" }, t("room.hidden")));
  foot.replaceChildren(...put(
    poll.status === "open" ? button(t("room.close"), turn("closed"), { class: "main" }) : null,
    poll.status === "closed" ? button(t("room.show"), turn("shown"), { class: "main" }) : null,
    poll.status !== "open" ? button(t("room.open"), turn("open"), { class: "plain" }) : null,
    poll.status !== "shown" ? button(t("room.hands"), (event) => {
      if (counting) command("hands", { poll: poll.id, hands: [...view.querySelectorAll("[data-hand]")].map((one) => Math.max(0, Math.min(1000, Math.round(Number(one.value) || 0)))) }, event);
      counting = !counting;
      shown = "";
      draw();
    }, { class: "plain", "aria-pressed": String(counting) }) : null,
    button(t("room.reset"), (event) => command("reset", { poll: poll.id }, event), { class: "plain end" })));
}

// Draw again only what changed, and never under the trainer's hands.
function draw() {
  if (!room || !market) return;
  header();
  const now = JSON.stringify([step, language, market.key, step === "join" ? [room.addresses, room.here] : 0, room.code, room.phones, room.polls]);
  const writing = shown && ["INPUT", "TEXTAREA"].includes(document.activeElement?.tagName);
  if (now === shown || (writing && JSON.parse(shown)[0] === step)) return;
  const before = shown && JSON.parse(shown)[0] === step ? [...document.querySelectorAll("button, a, select")].indexOf(document.activeElement) : -1;
  shown = now;
  SCREENS[step]();
  if (before >= 0) document.querySelectorAll("button, a, select")[before]?.focus({ preventScroll: true });
}

async function choose(key) {
  const told = await ask("market", { market: key });
  market = { ...told, key };
  kept.set("market", key);
  shown = "";
  draw();
}

async function speak(code) {
  language = code;
  kept.set("language", code);
  start = await ask("start", { language });
  use(start.texts, language);
  name_with(start.names);
  start = await ask("start", { language });
  document.title = `${t("room.title")} – migsim`;
  await choose(start.markets.some((one) => one.key === kept.get("market")) ? kept.get("market") : start.markets[0].key);
}

function walk() {
  const wanted = location.hash.slice(1);
  step = STEPS.includes(wanted) ? wanted : kept.get("step") || "join";
  if (!wanted) history.replaceState(null, "", `#${step}`);
  kept.set("step", step);
  counting = false;
  shown = "";
  draw();
  view.focus({ preventScroll: true });
  scrollTo(0, 0);
  if (start) say(t(`room.step_${step}`));
}

const own = kept.get("language") || navigator.language.slice(0, 2);
addEventListener("hashchange", walk);
await speak(["en", "fr", "sw"].includes(own) ? own : "en").catch((error) => view.replaceChildren(mistakes(error)));
walk();
look();
