// A history in words: each event of the log as a sentence, in the language of the page.

import { has, list, many, money, percent, t } from "./text.js";

// The events that change the course of a story, told to everybody; the others stand in the log of whom they concern.
const TOLD = new Set(["formed", "chair", "replanned", "changed-constraint", "goal", "completed", "dormant", "revived", "dissolved", "shock", "hand-over", "rule", "captured", "leaderless", "kitty", "kitty-failed", "exit"]);

const OF_ACTORS = new Set(["deal", "deal-honoured", "deal-broken", "partners", "tie-ended", "tie-suspended", "tie-resumed"]);

export function events(tale) {
  const e = tale.events;
  return e.week.map((week, n) => ({ week, name: e.names[e.event[n]], mig: e.mig[n], actor: e.actor[n], other: e.other[n], value: e.value[n] }));
}

export function teller(market, tale) {
  const all = events(tale);
  const turns = all.filter((e) => e.name === "formed" || e.name === "changed-constraint");
  const title = (row) => market.constraints[row]?.title ?? "";
  const actor = (row) => (row >= 0 ? market.actors[row].name : "");
  const group = (mig, week) => {
    const last = turns.filter((e) => e.mig === mig && e.week <= week).at(-1);
    return last ? t("words.group", { mig, constraint: title(last.other) }) : t("words.group_alone", { mig });
  };

  // Whether a group is silent or no more in a week; nothing while it meets.
  const STATES = { dormant: "silent", dissolved: "over", completed: "over" };
  const state = (mig, week) => STATES[all.filter((e) => e.mig === mig && e.week <= week && (e.name in STATES || e.name === "revived")).at(-1)?.name] ?? "";

  // Why a group ended: its plans came to nothing, or it had been silent, or its members had left.
  function ending(e) {
    if (e.value > 0) return "plans";
    const last = all.filter((one) => one.mig === e.mig && one.week <= e.week && (one.name === "dormant" || one.name === "revived")).at(-1);
    return last?.name === "dormant" ? "silence" : "members";
  }

  // What a shock is called, and what a shock of its kind does.
  const shock = ({ name, kind, weeks, constraint, role }) => t(`events.shocks.${kind}`, {
    name: name.replaceAll("-", " "), weeks, role, constraint: market.constraints.find((one) => one.name === constraint)?.title ?? "" });

  function sentence(e) {
    const key = `events.${e.name}`;
    const known = has(key) ? key : e.mig ? `${key}.in_group` : `${key}.alone`;
    const other = OF_ACTORS.has(e.name) ? actor(e.other) : e.name === "shock" ? shock(market.shocks[e.other]) : title(e.other);
    return t(known, {
      group: e.mig ? group(e.mig, e.name === "changed-constraint" ? e.week - 1 : e.week) : "", actor: actor(e.actor), other, value: e.value,
      share: percent(e.value), amount: money(e.value, market.currency), count: e.value, reason: e.name === "dissolved" ? t(`events.endings.${ending(e)}`) : "",
      members: many("member", e.value), plan: e.value, days: many("day", e.value),
    });
  }

  // What everybody is told: the course of the groups, shocks, and the first deals.
  function told() {
    const lines = all.filter((e) => TOLD.has(e.name)).map((e) => ({ week: e.week, text: sentence(e), mig: e.mig, name: e.name }));
    const came = all.filter((e) => e.name === "came"), votes = all.filter((e) => e.name === "voted").sort((a, b) => b.value - a.value);
    if (came.length) lines.unshift({ week: 0, text: t("words.workshop", { came: came.length, days: many("day", Math.max(...came.map((e) => e.value))) }) });
    if (votes.length) lines.splice(1, 0, { week: 0, text: t("words.vote", { first: list(votes.slice(0, 3).map((e) => title(e.other))) }) });
    for (const name of ["deal", "deal-broken", "partners"]) {
      const first = all.find((e) => e.name === name && e.week > 0);
      if (first) lines.push({ week: first.week, text: t("words.first", { what: sentence(first) }), mig: first.mig });
    }
    return lines.sort((a, b) => a.week - b.week);
  }

  // What changed the course of a story: one more plan does not.
  const turning = () => told().filter((line) => line.week > 0 && line.name !== "replanned");

  // Why a group is no more, in one sentence; nothing while it lives.
  function ended(mig) {
    const last = all.filter((e) => e.mig === mig && ["dissolved", "completed"].includes(e.name)).at(-1);
    return last ? { week: last.week, text: sentence(last) } : null;
  }

  const about = (row) => all.filter((e) => e.actor === row || (OF_ACTORS.has(e.name) && e.other === row)).map((e) => ({ week: e.week, text: sentence(e), mig: e.mig }));
  const of_group = (mig) => all.filter((e) => e.mig === mig && !["attended", "kept", "broken"].includes(e.name)).map((e) => ({ week: e.week, text: sentence(e), mig }));
  return { all, told, turning, about, of_group, ended, state, group, actor, title };
}
