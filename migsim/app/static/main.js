// The frame: which view is shown, with which market, strategies and world; all of it stands in the address.

import { ask, offline } from "./api.js";
import { h, mistakes } from "./dom.js";
import { keep, recall } from "./store.js";
import { inLanguage, name_with, t, use } from "./text.js";
import { compare } from "./views/compare.js";
import { debrief } from "./views/debrief.js";
import { game } from "./views/game.js";
import { lessons } from "./views/lessons.js";
import { market } from "./views/market.js";
import { story } from "./views/story.js";
import { twins } from "./views/twins.js";
import { why } from "./views/why.js";

// The language that the browser asks for first, of those that there are.
function browser() {
  const known = ["en", "fr", "sw"];
  return (navigator.languages ?? [navigator.language]).map((one) => one.slice(0, 2)).find((one) => known.includes(one)) ?? "en";
}

const VIEWS = { story, twins, lessons, game, why, compare, debrief, market };
const FIRST = { market: "", strategy: "phased-handover", other: "light-touch", seed: 1, run: 0, who: "", lesson: "", language: browser(), outcome: "net_benefit", votes: "" };
const NUMBERS = new Set(["seed", "run"]);

let start = null, leave = null, turn = 0, shown = "";

const controls = () => [...document.querySelectorAll("#view select, #view input")];

function read() {
  const [name, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const given = Object.fromEntries(new URLSearchParams(query));
  const choices = { ...FIRST, market: start?.markets[0].key ?? "" };
  for (const key of Object.keys(FIRST)) if (key in given) choices[key] = NUMBERS.has(key) ? Number(given[key]) || 0 : given[key];
  return { name: name in VIEWS ? name : "story", choices };
}

function address(name, choices) {
  const changed = Object.entries(choices).filter(([key, value]) => value !== FIRST[key] && !(key === "market" && value === start.markets[0].key));
  const query = new URLSearchParams(changed).toString();
  return `#/${name}${query ? `?${query}` : ""}`;
}

function header(name, choices) {
  const languages = Object.entries(start.languages);
  document.getElementById("skip").textContent = t("frame.skip");
  document.getElementById("top").replaceChildren(
    h("a", { class: "brand", href: address("story", choices) }, h("img", { src: document.querySelector("link[rel=icon]").href, alt: "" }), "migsim"),
    h("nav", { "aria-label": t("frame.views") }, Object.keys(VIEWS).map((view) =>
      h("a", { href: address(view, { ...choices, lesson: "" }), "aria-current": view === name ? "page" : null }, t(`views.${view}`)))),
    start.room ? h("a", { href: "/room" }, t("room.title")) : "",
    ...(languages.length > 1 ? [h("select", { "aria-label": t("frame.language"), onchange: (event) => { location.hash = address(name, { ...choices, language: event.target.value }); } },
      languages.map(([code, title]) => h("option", { value: code, selected: code === choices.language, lang: code }, title)))] : []));
  document.querySelector("#top [aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  document.title = `${t(`views.${name}`)} – migsim`;
}

// Whoever comes back without an address is asked whether to go on where they were.
function goOn() {
  const last = recall("at", ""), here = location.hash;
  if (!last || last === here || (here && here !== "#/story") || shown) return null;
  return h("p", { class: "note goon" }, h("a", { href: last, onclick: (event) => event.currentTarget.parentElement.remove() }, t("frame.go_on")));
}

async function show() {
  const mine = ++turn;
  let { name, choices } = read();
  try {
    start = await ask("start", { language: choices.language });
  } catch (error) {
    document.getElementById("view").replaceChildren(mistakes(error));
    return;
  }
  use(start.texts, choices.language);
  name_with(start.names);
  start = inLanguage("start", start);
  ({ name, choices } = read());
  header(name, choices);
  const view = document.createElement("div");
  view.className = "view";
  view.style.display = "contents";
  const change = (changes, again = true) => {
    const to = address(name, { ...read().choices, ...changes });
    if (again) location.hash = to;
    else history.replaceState(null, "", to);
  };
  let stop = null;
  try {
    stop = await VIEWS[name](view, { start, choices, change, offline, go: (to, changes) => address(to, { ...choices, ...changes }) });
  } catch (error) {
    if (!error.mistakes) console.error(error);
    view.replaceChildren(mistakes(error));
  }
  const at = controls().indexOf(document.activeElement), same = name === shown;
  if (mine !== turn) { stop?.(); return; }
  leave?.();
  leave = stop;
  const before = goOn();
  document.getElementById("view").replaceChildren(...(before ? [before, view] : [view]));
  if (!before) keep("at", location.hash);
  // Whoever works without a mouse goes on where they were: at the field just changed, or at the start of a new page.
  if (same && at >= 0) controls()[at]?.focus({ preventScroll: true });
  else if (shown) { document.getElementById("view").focus({ preventScroll: true }); scrollTo(0, 0); }
  shown = name;
}

addEventListener("hashchange", show);
show();
// As a site it is kept for times without a network; elsewhere there is nobody to keep it.
if (document.querySelector("link[rel=manifest]")) navigator.serviceWorker?.register("keeper.js");
