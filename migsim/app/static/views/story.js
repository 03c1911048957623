// One market, one strategy, one world: what happened, week by week.

import { ask, offline } from "../api.js";
import { chart, close } from "../chart.js";
import { choice, h, say, whole } from "../dom.js";
import { memberships, network } from "../network.js";
import { constraints, figures, groups, legend, log, markets, meanings } from "../parts.js";
import { player } from "../player.js";
import { language, list, number, percent, t } from "../text.js";
import { teller } from "../words.js";

export async function story(view, { start, choices, change, go }) {
  const handed = choices.votes ? { votes: choices.votes } : {}; // a class's, in place of the actors' own
  const query = { market: choices.market, strategy: choices.strategy, seed: choices.seed, run: choices.run };
  const [market, tale] = await Promise.all([ask("market", { market: query.market }), ask("tale", { ...query, ...handed })]);
  const tell = teller(market, tale);
  const who = h("p", { class: "who", "aria-live": "polite" }, t("story.pick"));
  let picked = -1;
  const describe = (week) => {
    if (picked < 0) return;
    const actor = market.actors[picked], of = memberships(tale.looks, Math.max(0, tale.looks.weeks.findLastIndex((w) => w <= week))).get(picked) || [];
    who.replaceChildren(h("b", {}, actor.name), ` – ${[actor.role, ...actor.groups, of.length ? t("story.member_of", { groups: list(of.map((mig) => tell.group(mig, week))) }) : t(tale.actors[picked].in_room ? "why.in_room" : "why.outside")].join(" · ")} `,
      h("a", { href: go("why", { who: String(picked) }) }, t("story.why", { who: actor.name })));
  };
  const parts = [
    network(market, tale, { label: t("story.network"), onpick: (row) => { picked = row === picked ? -1 : row; net.pick(picked); if (picked < 0) who.textContent = t("story.pick"); describe(time.week); } }),
    figures(market, tale), log(tell.told()), constraints(market, tale), groups(tell),
    chart({ title: t("charts.trust"), exit: tale.exit, show: (x) => number(x, 2), range: close(tale.weekly.trust),
      lines: [{ label: t("charts.trust"), values: tale.weekly.trust, colour: "#0f7a63" }] }),
    chart({ title: t("charts.attendance"), exit: tale.exit, show: percent, range: [0, 1.05],
      lines: [{ label: t("charts.attendance"), values: tale.weekly.attendance, colour: "#6b3fa0" }] }),
  ];
  const [net, now, told, loads, rings, trust, attendance] = parts;
  const time = player(market.weeks, (week) => { parts.forEach((one) => one.at(week)); describe(week); }, { exit: tale.exit });
  view.append(
    h("div", { class: "bar" },
      h("h1", {}, start.markets.length > 1 ? t("views.story") : market.title),
      start.markets.length > 1 && choice(t("choose.market"), markets(start, market, query.market), query.market, (value) => change({ market: value, votes: "" })),
      choice(t("choose.strategy"), start.strategies.map((one) => [one.name, one.title]), query.strategy, (value) => change({ strategy: value })),
      whole(t("choose.world"), query.run, (value) => change({ run: value }), { max: 9999 })),
    handed.votes ? h("p", { class: "note" }, t("room.class_vote")) : "",
    h("div", { class: "story" },
      h("section", { class: "card", "aria-label": t("story.people") }, h("h2", {}, t("story.people")), net.element, who, legend(market), rings.element, h("p", { class: "quiet" }, t("story.ties"))),
      h("div", { class: "column" },
        h("section", { class: "card", "aria-label": t("story.figures") }, now.element, meanings()),
        h("section", { class: "card", "aria-label": t("story.log") }, h("h2", {}, t("story.log")), told.element))),
    await workshop(market, tell, query.market),
    h("div", { class: "story" },
      h("div", { class: "column" },
        h("section", { class: "card" }, trust.element),
        h("section", { class: "card" }, attendance.element, tale.exit ? h("p", { class: "quiet" }, t("story.facilitated")) : null)),
      h("section", { class: "card" }, h("h2", {}, t("story.constraints")), loads.element)),
    time.element);
  time.go(0);
  say(t("story.ready", { title: tale.strategy.title }));
  return () => { time.destroy(); parts.forEach((one) => one.destroy?.()); };
}

// Week 0: the map of the market, and the vote as it was counted.
async function workshop(market, tell, key) {
  const votes = tell.all.filter((e) => e.name === "voted").sort((a, b) => b.value - a.value), most = votes[0]?.value || 1;
  const formed = new Set(tell.all.filter((e) => e.name === "formed" && e.week === 0).map((e) => e.other));
  const map = offline ? await ask("map", { market: key, language: language() }) : `/map/${encodeURIComponent(key)}.svg?language=${language()}`;
  return h("details", { class: "card" }, h("summary", {}, t("story.workshop")),
    h("div", { class: "workshop" },
      h("figure", { class: "scroll", tabindex: 0, style: { margin: 0 } }, h("figcaption", {}, t("story.map")), h("img", { class: "map", src: map, alt: t("story.map_alt", { constraints: list(market.constraints.map((c) => c.title)) }) })),
      votes.length ? h("div", {}, h("h3", {}, t("story.vote")), h("div", { class: "bars" }, votes.map((e) => [
        h("span", {}, tell.title(e.other), formed.has(e.other) ? h("b", {}, ` – ${t("story.group")}`) : null), h("i", { style: { width: `${(100 * e.value) / most}%` } }), h("span", {}, number(e.value))]))) : null));
}
