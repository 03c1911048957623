// Two strategies in the same world: the same people and luck, side by side, and then in twenty worlds as dots.

import { ask } from "../api.js";
import { chart, close } from "../chart.js";
import { button, choice, h, mistakes, say, whole } from "../dom.js";
import { dots } from "../dots.js";
import { network } from "../network.js";
import { figures, legend, markets, meanings, total } from "../parts.js";
import { player } from "../player.js";
import { money, number, percent, short, t } from "../text.js";

const COLOURS = ["#0f7a63", "#a8481f"];

export async function twins(view, { start, choices, change }) {
  const names = [choices.strategy, choices.other];
  const ask_tale = (strategy) => ask("tale", { market: choices.market, strategy, seed: choices.seed, run: choices.run });
  const [market, ...tales] = await Promise.all([ask("market", { market: choices.market }), ...names.map(ask_tale)]);
  const options = start.strategies.map((one) => [one.name, one.title]);
  const worlds = tales.map((tale, n) => ({ tale, net: network(market, tale, { label: t("twins.network", { title: tale.strategy.title }) }), now: figures(market, tale), n }));
  const exits = tales.map((tale) => tale.exit).filter(Boolean);
  const both = (title, make, show, range = null) => chart({ title, show, range, exit: exits.length === 2 && exits[0] === exits[1] ? exits[0] : null,
    lines: tales.map((tale, n) => ({ label: tale.strategy.title, values: make(tale), colour: COLOURS[n], dash: n === 1 })) });
  const charts = [
    both(t("charts.trust"), (tale) => tale.weekly.trust, (x) => number(x, 2), close(...tales.map((tale) => tale.weekly.trust))),
    both(t("charts.ties"), (tale) => tale.weekly.deals_running, (x) => (x % 1 ? "" : number(x))),
    both(t("charts.severity"), (tale) => tale.weekly.severity, (x) => percent(x), [0, 1.15]),
    both(t("charts.gained"), total, (x) => short(x, market.currency)),
    chart({ title: t("charts.difference"), show: (x) => short(x, market.currency), lines: [{ label: t("twins.lead"), values: apart(...tales.map(total)), colour: "#1f2d3a" }] }),
  ];
  const parts = [...worlds.flatMap(({ net, now }) => [net, now]), ...charts];
  const time = player(market.weeks, (week) => parts.forEach((one) => one.at(week)), { exit: exits.length ? Math.max(...exits) : null });
  const shown = h("div", {});
  const run_many = button(t("twins.many"), async () => {
    run_many.disabled = true;
    try {
      const found = Object.assign({}, ...(await Promise.all(names.map((name) => ask("dots", { market: choices.market, strategies: name, seed: choices.seed, runs: 20 })))));
      shown.replaceChildren(many(found, market, tales, choices.outcome || "net_benefit", change));
      say(t("twins.done"));
    } catch (error) { shown.replaceChildren(mistakes(error)); }
    run_many.disabled = false;
  });
  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("twins.title")),
      start.markets.length > 1 && choice(t("choose.market"), markets(start, market, choices.market), choices.market, (value) => change({ market: value })),
      whole(t("choose.world"), choices.run, (value) => change({ run: value }), { max: 9999 }), run_many),
    h("p", { class: "quiet" }, t("twins.about")),
    shown,
    h("div", { class: "worlds" }, worlds.map(({ tale, net, now, n }) => h("section", { class: "card world", style: { "--colour": COLOURS[n] } },
      h("h2", {}, `${"AB"[n]}: ${tale.strategy.title}`),
      choice(t("choose.strategy"), options, names[n], (value) => change(n ? { other: value } : { strategy: value })),
      now.element, net.element))),
    h("section", { class: "card" }, legend(market), h("p", { class: "quiet" }, t("story.ties")), meanings()),
    h("div", { class: "worlds" }, charts.map((one) => h("section", { class: "card" }, one.element))),
    time.element);
  time.go(0);
  return () => { time.destroy(); parts.forEach((one) => one.destroy?.()); };
}

const apart = (a, b) => a.map((value, week) => value - b[week]);

// One mark a world, one row a strategy, on one scale; and in how many worlds A does better than B.
function many(found, market, tales, outcome, change) {
  const names = tales.map((tale) => tale.strategy.name);
  const box = h("section", { class: "card" });
  function draw(column) {
    const show = (x) => (column.endsWith("benefit") ? money(x, market.currency) : number(x, column === "trust" ? 2 : 0));
    const rows = names.map((name) => found[name][column]);
    // A future without a value loses to one that has it.
    const better = (one, other) => one.filter((value, n) => value !== null && value > (other[n] ?? -Infinity)).length;
    const of = rows[0].length, wins = better(rows[0], rows[1]), losses = better(rows[1], rows[0]);
    box.replaceChildren(
      h("div", { class: "bar" }, h("h2", {}, t("twins.dots", { count: of })),
        choice(t("choose.outcome"), Object.keys(found[names[0]]).map((name) => [name, t(`outcomes.${name}`)]), column, (value) => { change({ outcome: value }, false); draw(value); })),
      h("p", {}, h("b", {}, t("twins.wins", { wins, losses, of, a: tales[0].strategy.title, b: tales[1].strategy.title })), of > wins + losses ? ` ${t("twins.draws", { draws: of - wins - losses })}` : ""),
      dots({ title: `${t(`outcomes.${column}`)}. ${t("twins.one_mark")}`, show, tick: (x) => (column.endsWith("benefit") ? short(x, market.currency) : show(x)), rows: rows.map((values, n) => ({ values, label: `${"AB"[n]}: ${tales[n].strategy.title}` })) }));
  }
  draw(outcome);
  return box;
}
