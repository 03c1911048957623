// The facilitator's game: decide a quarter, see what came of it, decide the next; then leave, and see what lives on.

import { ask } from "../api.js";
import { chart, close } from "../chart.js";
import { cups } from "../cups.js";
import { button, choice, h, mistakes, say, whole } from "../dom.js";
import { network } from "../network.js";
import { beside, strip } from "../strip.js";
import { figures, groups, legend, log, markets, meanings, total } from "../parts.js";
import { money, number, part, percent, short, t } from "../text.js";
import { teller } from "../words.js";

const SCORES = ["net_benefit", "migs_alive", "benefit_cost_ratio", "goals_reached", "partners", "households_reached"];
const COLOURS = { you: "#0f7a63", twin: "#a8481f" };

// Decisions that are to be played again in another world, and the world that they were taken in.
let carried = null;

// Quarters that are played in a world, kept while the page lives: whoever looks at another view comes back to them.
const kept = new Map();

export async function game(view, { start, choices, change }) {
  const world = { market: choices.market, seed: choices.seed, run: choices.run };
  const [market, rules] = await Promise.all([ask("market", { market: world.market }), ask("rules", { market: world.market, seed: world.seed })]);
  const { most } = rules, outcome = () => ask("play", { ...world, quarters: JSON.stringify(decided) });
  const here = JSON.stringify(world), before = carried ?? kept.get(here);
  const { decided, names, home } = { decided: [...(before?.decided ?? [])], names: [...(before?.names ?? [])], home: before?.home ?? world.run };
  kept.set(here, { decided, names, home });
  let draft = structuredClone(rules.packages.coach), chosen = "coach", open = false;
  let play_id = Date.now(); // so that the phones are asked anew for every play
  const board = h("div", { class: "column" }), table = h("section", { class: "card", "aria-label": t("game.decide") });
  let parts = [];
  const clear = () => { parts.forEach((one) => one.destroy?.()); parts = []; };

  function decide() {
    stage.classList.remove("done");
    const used = () => rules.practices.reduce((sum, name) => sum + (draft.hours[name] || 0), 0);
    const left = h("p", { role: "status" });
    const go = button(t("game.play", { quarter: decided.length + 1 }), play);
    const tell = () => {
      const spare = rules.hours - used();
      left.textContent = spare >= 0 ? t("game.left", { left: number(spare), hours: number(rules.hours) }) : t("game.over", { over: number(-spare) });
      go.disabled = spare < 0;
    };
    // What a package spends its hours on, in words.
    const spread = ({ hours, style, travel_support: paid }) => h("ul", { class: "spread" },
      rules.practices.filter((name) => hours[name]).map((name) => h("li", {}, h("b", {}, t("game.hours", { hours: number(hours[name]) })), ` ${t(`practices.${name}`)}`)),
      style ? h("li", {}, t("game.doing", { share: percent(style) })) : null, paid ? h("li", {}, t("game.paid", { share: percent(paid) })) : null);
    const slider = (label, value, max, step, set, show) => {
      const shown = h("output", {}, show(value));
      const input = h("input", { type: "range", min: 0, max, step, value, oninput: () => { set(Number(input.value)); shown.textContent = show(Number(input.value)); chosen = "own"; tell(); }, onchange: () => table.querySelector(".spread").replaceWith(spread(draft)) });
      return h("label", { class: "lever" }, h("span", {}, label), input, shown);
    };
    const choices_of = Object.keys(rules.packages).map((name) =>
      button(t(`packages.${name}.title`), () => { draft = structuredClone(rules.packages[name]); chosen = name; decide(); },
        { class: name === chosen ? "" : "plain", "aria-pressed": String(name === chosen) }));
    table.replaceChildren(
      h("h2", {}, t("game.quarter", { quarter: decided.length + 1, most })),
      h("p", { class: "quiet" }, t("game.packages")),
      h("div", { class: "bar" }, choices_of),
      start.room ? strip({ subject: `game ${market.name} ${world.run} ${play_id} ${decided.length}`, title: t("game.quarter", { quarter: decided.length + 1, most }), options: Object.keys(rules.packages).map((name) => t(`packages.${name}.title`)), show: beside(choices_of) }) : "",
      h("p", {}, chosen in rules.packages ? t(`packages.${chosen}.about`) : t("game.own")),
      spread(draft),
      h("details", { open, ontoggle: (event) => { open = event.target.open; } }, h("summary", {}, t("game.spread")), h("div", { class: "levers" },
        rules.practices.map((name) => slider(t(`practices.${name}`), draft.hours[name] || 0, rules.hours, 1, (value) => { draft.hours[name] = value; }, (value) => t("game.hours", { hours: number(value) }))),
        slider(t("levers.style"), draft.style, 1, 0.25, (value) => { draft.style = value; }, (value) => t("levers.styled", { share: percent(value) })),
        slider(t("levers.travel_support"), draft.travel_support, 1, 0.25, (value) => { draft.travel_support = value; }, percent),
        slider(t("levers.fund"), draft.fund, 200, 10, (value) => { draft.fund = value; }, (value) => money(value, market.currency)))),
      left,
      h("div", { class: "bar" }, go,
        decided.length ? button(t("game.hand_over"), finish, { class: "plain" }) : null,
        decided.length ? button(t("game.again"), again, { class: "plain" }) : null));
    tell();
    return go;
  }

  // A new play begins where the last one did, so that the plays of a class can be compared.
  function again() {
    if (home !== world.run) { kept.delete(JSON.stringify({ ...world, run: home })); change({ run: home }); return; }
    play_id = Date.now();
    decided.length = 0;
    names.length = 0;
    clear();
    opening();
    decide().focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  // Before the first quarter: how the game goes.
  function opening() {
    board.replaceChildren(h("section", { class: "card" }, h("h2", {}, t("game.how")), h("ol", {}, part("game.rules").map((one) => h("li", {}, one)))));
  }

  async function play() {
    decided.push(structuredClone(draft));
    names.push(chosen);
    try {
      await look_back();
      if (decided.length >= most) await finish();
      else decide().focus({ preventScroll: true });
    } catch (error) { board.replaceChildren(mistakes(error)); }
  }

  // What came of the quarters so far.
  async function look_back() {
    show(await outcome(), decided.length * rules.weeks);
  }

  // What is seen of the world up to a week, and no further.
  function show(tale, week) {
    clear();
    const until = (values) => values.slice(0, week + 1), tell = teller(market, tale);
    const net = network(market, tale, { label: t("story.network") }), now = figures(market, tale), rings = groups(tell);
    const told = log(tell.told().filter((line) => line.week > week - rules.weeks || decided.length === 1));
    const trust = chart({ title: t("charts.trust"), show: (x) => number(x, 2), range: close(until(tale.weekly.trust)), height: 150, lines: [{ label: t("charts.trust"), values: until(tale.weekly.trust), colour: COLOURS.you }] });
    parts = [net, now, rings, told, trust];
    board.replaceChildren(h("section", { class: "card" }, h("h2", {}, t("game.came", { week })), now.element, net.element, legend(market), rings.element, meanings()), h("section", { class: "card" }, h("h2", {}, t("story.log")), told.element), h("section", { class: "card" }, trust.element));
    parts.forEach((one) => one.at(week));
    say(t("game.came", { week }));
  }

  async function finish() {
    const [you, twin, scores] = await Promise.all([outcome(), ask("tale", { ...world, strategy: "no-project" }), ask("plays", world)]);
    clear();
    const plays = Object.entries(scores), beaten = plays.filter(([, score]) => score.net_benefit < you.score.net_benefit).length;
    const best = plays.reduce((a, b) => (b[1].net_benefit > a[1].net_benefit ? b : a)), lasting = plays.reduce((a, b) => ((b[1].migs_alive ?? -1) > (a[1].migs_alive ?? -1) ? b : a));
    const spoken = (play) => play.split(" ").map((name) => t(`packages.${name}.title`)).join(" → ");
    const anybody = lasting[1].migs_alive > 0, columns = anybody ? [you.score, best[1], lasting[1]] : [you.score, best[1]];
    const next = world.run + 1;
    const replay = () => { carried = { decided: structuredClone(decided), names: [...names], home }; change({ run: next }); };
    const both = (title, make, write, range = null) => chart({ title, show: write, range, exit: you.exit, lines: [
      { label: t("game.you"), values: make(you), colour: COLOURS.you }, { label: t("game.twin"), values: make(twin), colour: COLOURS.twin, dash: true }] });
    const charts = [
      both(t("charts.gained"), total, (x) => short(x, market.currency)),
      both(t("charts.ties"), (one) => one.weekly.deals_running, (x) => (x % 1 ? "" : number(x))),
      both(t("charts.trust"), (one) => one.weekly.trust, (x) => number(x, 2), close(you.weekly.trust, twin.weekly.trust))];
    const told = log(teller(market, you).told());
    parts = [...charts, told];
    board.replaceChildren(
      h("section", { class: "card", tabindex: -1 }, h("h2", {}, t("game.end")),
        cups(scores, you.score, twin.scorecard, Object.keys(rules.packages), market.currency),
        h("p", {}, t("game.beaten", { beaten: number((100 * beaten) / plays.length) })),
        h("div", { class: "scroll", tabindex: 0 }, h("table", {},
          h("thead", {}, h("tr", {}, [t("game.score"), t("game.you"), t("game.best"), ...(anybody ? [t("game.lasting")] : [])].map((text) => h("th", { scope: "col" }, text)))),
          h("tbody", {}, SCORES.map((name) => h("tr", {}, h("th", { scope: "row" }, t(`outcomes.${name}`)), columns.map((score) => h("td", {}, show_score(name, score[name])))))))),
        h("p", { class: "quiet" }, t("game.best_play", { play: spoken(best[0]) })),
        h("p", { class: "quiet" }, anybody ? t("game.lasting_play", { play: spoken(lasting[0]) }) : t("game.nobody_alive", { of: plays.length })),
        h("p", { class: "note" }, t("game.caveat")),
        h("div", { class: "bar" }, button(t("game.again_in", { world: next }), replay), button(t("game.again"), again, { class: "plain" }))),
      h("div", { class: "worlds" }, charts.map((one) => h("section", { class: "card" }, one.element))),
      h("section", { class: "card" }, h("h2", {}, t("story.log")), told.element));
    parts.forEach((one) => one.at(market.weeks));
    stage.classList.add("done");
    table.replaceChildren(h("p", { class: "played" }, h("b", {}, `${t("game.done")} (${t("game.world", { world: world.run })}): `), names.map((name) => (name in rules.packages ? t(`packages.${name}.title`) : t("game.own"))).join(" → ")));
    board.firstChild.focus({ preventScroll: true });
    scrollTo(0, 0);
    say(t("game.end"));
  }

  const stage = h("div", { class: "story" }, table, board);
  const show_score = (name, value) => (name === "net_benefit" ? money(value, market.currency) : number(value, name === "benefit_cost_ratio" ? 2 : 0));
  opening();
  decide();
  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("game.title")),
      start.markets.length > 1 ? choice(t("choose.market"), markets(start, market, world.market), world.market, (value) => change({ market: value })) : null,
      whole(t("choose.world"), world.run, (value) => change({ run: value }), { max: 9999 })),
    h("p", { class: "quiet" }, t("game.about", { hours: number(rules.hours), most })),
    stage);
  if (carried || decided.length >= most) {
    carried = null;
    await finish();
  } else if (decided.length) await look_back();
  return clear;
}
