// Why? One actor or group: its log in words, what draws it to meetings, and its twin without the project.

import { ask } from "../api.js";
import { choice, h, say, whole } from "../dom.js";
import { groupColour, memberships, network } from "../network.js";
import { legend, log, markets } from "../parts.js";
import { player } from "../player.js";
import { money, number, percent, t } from "../text.js";
import { teller } from "../words.js";

export async function why(view, { start, choices, change }) {
  const world = { market: choices.market, seed: choices.seed, run: choices.run };
  const [market, tale, twin] = await Promise.all([ask("market", { market: world.market }), ask("tale", { ...world, strategy: choices.strategy }), ask("tale", { ...world, strategy: "no-project" })]);
  const tell = teller(market, tale);
  const members = market.actors.map((_, row) => row).filter((row) => tale.actors[row].member);
  const known = choices.who.startsWith("g") ? tale.migs.some((mig) => `g${mig.mig}` === choices.who) : choices.who !== "" && Number(choices.who) < market.actors.length;
  const who = known ? choices.who : String(members[0] ?? 0);
  const mig = who.startsWith("g") ? Number(who.slice(1)) : 0, row = mig ? -1 : Number(who);
  const options = [...tale.migs.map((one) => [`g${one.mig}`, tell.group(one.mig, 0)]), ...market.actors.map((actor, n) => [String(n), `${actor.name} (${actor.role})`])];
  const net = network(market, tale, { label: t("story.network"), onpick: (picked) => change({ who: String(picked) }) });
  net.pick(row);
  const told = log(mig ? tell.of_group(mig) : tell.about(row));
  const pulls = h("div", {});

  function draws(week) {
    const at = Math.max(0, tale.looks.weeks.findLastIndex((w) => w <= week)), { names, pulls: values, pull_steps: steps } = tale.looks;
    const [, groups, people, count] = values.shape, of = (group, i) => names.map((_, n) => values[((at * groups + group - 1) * people + i) * count + n] / steps);
    const found = [];
    for (const [i, of_actor] of memberships(tale.looks, at)) for (const group of of_actor) if (mig ? group === mig : i === row) found.push([group, of(group, i)]);
    if (mig && found.length) found.splice(0, found.length, [mig, average(found.map(([, one]) => one))]);
    pulls.replaceChildren(...(found.length ? found.map(([group, values]) => h("div", {},
      h("h3", {}, mig ? t("why.mean") : tell.group(group, week)),
      h("div", { class: "bars", style: { "--colour": groupColour(group) } }, names.map((name, n) => [
        h("span", {}, t(`pulls.${name}`)),
        h("i", { class: values[n] < 0 ? "minus" : "", style: { width: `${Math.min(100, 100 * Math.abs(values[n]))}%` } }),
        h("span", {}, number(values[n], 2))])))) : [h("p", { class: "quiet" }, t("why.no_member"))]));
  }
  const parts = [net, told, { at: draws }];
  const time = player(market.weeks, (week) => parts.forEach((one) => one.at(week)), { exit: tale.exit });
  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("why.title")),
      start.markets.length > 1 && choice(t("choose.market"), markets(start, market, world.market), world.market, (value) => change({ market: value, who: "" })),
      choice(t("choose.strategy"), start.strategies.map((one) => [one.name, one.title]), choices.strategy, (value) => change({ strategy: value })),
      whole(t("choose.world"), world.run, (value) => change({ run: value }), { max: 9999 }),
      choice(t("why.who"), options, who, (value) => change({ who: value }))),
    h("div", { class: "story" },
      h("section", { class: "card" }, h("h2", {}, t("story.people")), net.element, legend(market), h("p", { class: "quiet" }, t("why.pick"))),
      h("div", { class: "column" },
        mig ? group_card(mig, tale, tell) : actor_card(row, market, tale, twin),
        h("section", { class: "card" }, h("h2", {}, t("why.draws")), pulls, h("p", { class: "quiet" }, t("why.draws_about"))))),
    h("section", { class: "card" }, h("h2", {}, t("why.log")), told.element),
    time.element);
  time.go(Math.min(26, market.weeks));
  say(t("why.shown", { who: mig ? tell.group(mig, 0) : market.actors[row].name }));
  return () => { time.destroy(); parts.forEach((one) => one.destroy?.()); };
}

const average = (rows) => rows[0].map((_, n) => rows.reduce((sum, one) => sum + one[n], 0) / rows.length);

function actor_card(row, market, tale, twin) {
  const actor = market.actors[row], here = tale.actors[row], there = twin.actors[row];
  return h("section", { class: "card" }, h("h2", {}, actor.name),
    h("p", {}, [actor.role, ...actor.groups, t(`cooperation.${here.cooperation.replaceAll(" ", "_")}`), t(here.member ? "why.is_member" : here.in_room ? "why.in_room" : "why.outside")].join(" · ")),
    h("div", { class: "scroll", tabindex: 0 }, h("table", {}, h("thead", {}, h("tr", {}, ["", tale.strategy.title, t("why.without")].map((text) => h("th", { scope: "col" }, text || h("span", { class: "unseen" }, t("why.measure")))))),
      h("tbody", {},
        h("tr", {}, h("th", { scope: "row" }, t("why.gain")), [here, there].map((one) => h("td", {}, money(one.gain, market.currency)))),
        h("tr", {}, h("th", { scope: "row" }, t("why.gain_relative")), [here, there].map((one) => h("td", {}, percent(one.gain_relative)))),
        h("tr", {}, h("th", { scope: "row" }, t("why.ties")), [here, there].map((one) => h("td", {}, number(one.ties))))))),
    h("p", { class: "quiet" }, t("why.twin")));
}

function group_card(mig, tale, tell) {
  const one = tale.migs.find((group) => group.mig === mig), over = tell.ended(mig);
  return h("section", { class: "card" }, h("h2", {}, tell.group(mig, 0)), h("dl", { class: "figures" },
    [["status", t(`status.${one.status.replaceAll(" ", "_")}`)], ["members", number(one.members)], ["meetings", number(one.meetings)], ["capacity", percent(one.capacity)], ["ownership", percent(one.ownership)], ["plan", number(one.plan)]]
      .map(([name, value]) => h("div", {}, h("dt", {}, t(`group.${name}`)), h("dd", {}, value)))),
    over ? h("p", { class: "note" }, h("b", {}, t("words.week", { week: over.week })), ` – ${over.text}`) : null);
}
