// What the class's vote makes of the market: its groups, and what the simulated people voted themselves.

import { ask } from "../api.js";
import { h, mistakes } from "../dom.js";
import { list, many, number, percent, t } from "../text.js";
import { teller } from "../words.js";

const STRATEGY = "phased-handover", THREE = 3;

// Two tellings of week 0 on: with the class's vote, and with the actors' own.
async function both(market, votes) {
  const query = { market: market.key, strategy: STRATEGY, seed: 1, run: 0 };
  const tales = await Promise.all([ask("tale", { ...query, votes }), ask("tale", query)]);
  return tales.map((tale) => teller(market, tale));
}

const story = (market, votes) => `/#/story?${new URLSearchParams({ market: market.key, strategy: STRATEGY, votes: votes.join(",") })}`;

// Draw into the screen once the answer is there, unless the trainer has gone on meanwhile.
async function drawn(view, foot, room, draw) {
  const { poll } = room;
  if (!poll || poll.status !== "shown" || !poll.counts.some(Boolean)) {
    view.replaceChildren(h("h1", {}, t("room.vote_title")), h("p", {}, t("room.vote_first")));
    foot.replaceChildren(room.to("vote", t("room.to_vote")));
    return;
  }
  const waits = h("p", { role: "status" }, t("room.working")), sign = setTimeout(() => view.replaceChildren(waits), 300), at = location.hash;
  try {
    const told = await both(room.market, votesFor(room));
    if (location.hash === at) draw(told);
  } catch (error) {
    if (location.hash === at) view.replaceChildren(mistakes(error));
  } finally { clearTimeout(sign); }
}

// Only the three winners go to the engine: they are what the class decided.
const votesFor = ({ poll, winners, market }) => {
  const won = winners(poll.counts);
  return market.constraints.map((_, n) => (won.includes(n) ? poll.counts[n] : 0));
};

export function groups(view, foot, room) {
  return drawn(view, foot, room, ([yours]) => {
    const { poll, market, badge, colour } = room, formed = yours.all.filter((e) => e.name === "formed" && e.week === 0);
    const chairs = yours.all.filter((e) => e.name === "chair" && e.week === 0);
    view.replaceChildren(h("h1", {}, t("room.groups_title", { groups: many("group", formed.length) })), h("p", { class: "quiet" }, t("room.groups_about")),
      h("ul", { class: "options few" }, room.winners(poll.counts).map((n) => {
        const group = formed.find((e) => e.other === n);
        const said = group ? t("room.formed", { members: many("member", group.value), chair: yours.actor(chairs.find((e) => e.mig === group.mig)?.actor ?? -1) }) : t("room.too_few");
        return h("li", { class: `option${group ? " won" : ""}`, style: { "--c": colour(n) } }, badge(n), h("span", {}, market.constraints[n].title, h("small", {}, said)), h("b", {}, number(poll.counts[n])));
      })));
    foot.replaceChildren(room.to("actors", t("room.to_actors")), h("a", { class: "button plain", href: story(market, votesFor(room)) }, t("room.story")));
  });
}

export function actors(view, foot, room) {
  return drawn(view, foot, room, ([, theirs]) => {
    const { poll, market, badge, colour } = room, ours = market.constraints.map((_, n) => poll.counts[n] ?? 0);
    const own = market.constraints.map((_, n) => theirs.all.find((e) => e.name === "voted" && e.other === n)?.value ?? 0);
    const share = (votes) => { const all = votes.reduce((a, b) => a + b, 0) || 1; return votes.map((one) => one / all); };
    const us = share(ours), them = share(own), most = Math.max(...us, ...them);
    const won = room.winners(ours), first = own.map((votes, n) => ({ votes, n })).sort((a, b) => b.votes - a.votes).slice(0, THREE).map((one) => one.n);
    const same = won.filter((n) => first.includes(n)), names = (rows) => list(rows.map((n) => market.constraints[n].title));
    const bar = (part, attributes) => h("div", { class: "row" }, h("i", { ...attributes, style: { ...attributes.style, width: `${(75 * part) / most}%` } }), h("b", {}, percent(part)));
    const order = market.constraints.map((_, n) => n).filter((n) => us[n] || them[n]).sort((a, b) => us[b] - us[a] || them[b] - them[a]);
    view.replaceChildren(h("h1", {}, same.length ? t(same.length === THREE ? "room.all_same" : "room.same", { count: same.length, names: names(same) }) : t("room.none_same", { names: names(first) })),
      h("p", { class: "quiet" }, t("room.actors_about", { you: t("room.you"), they: t("room.they") })),
      h("div", { class: "pair" }, order.flatMap((n) => [h("div", { class: "row", style: { "--c": colour(n) } }, badge(n), market.constraints[n].title), h("div", { style: { "--c": colour(n) } }, bar(us[n], {}), bar(them[n], { class: "them" }))])),
      h("p", { class: "note" }, t("room.talk")));
    foot.replaceChildren(h("a", { class: "button main", href: story(market, votesFor(room)) }, t("room.story")));
  });
}
