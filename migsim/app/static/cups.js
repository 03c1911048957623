// Two cups of the game: what the market gained, and what stands by itself two years after; never a rank by money.

import { h } from "./dom.js";
import { list, many, money, number, t } from "./text.js";

const MEDALS = [[75, "gold"], [50, "silver"], [25, "bronze"]]; // of 100 ways to play, those that did no better

const stands = (score) => (score.migs_alive ?? 0) + (score.migs_completed ?? 0);
const CUPS = { gained: (score) => score.system_benefit, stands };

// `scores` has every way to play the packages by their names; `twin` is the same world without you.
export function cups(scores, score, twin, packages, currency) {
  const plays = Object.entries(scores);
  const medal = (cup) => {
    const share = (100 * plays.filter(([, one]) => CUPS[cup](one) <= CUPS[cup](score)).length) / plays.length;
    return MEDALS.find(([from]) => share >= from)?.[1] ?? "none";
  };
  const said = {
    gained: t("cups.gained", { more: money(score.system_benefit - twin.system_benefit, currency), cost: money(score.cost, currency) }),
    stands: t("cups.stands", { alive: number(score.migs_alive ?? 0), done: number(score.migs_completed ?? 0), formed: many("group", score.migs_formed) }),
  };
  return h("div", { class: "cups" },
    Object.keys(CUPS).map((cup) => h("div", { class: `cup ${medal(cup)}` }, h("b", {}, t(`cups.${cup}_title`)), h("p", {}, said[cup]), h("p", {}, t(`cups.${medal(cup)}`)))),
    Object.keys(CUPS).map((cup) => always(plays, CUPS[cup], packages, t(`cups.${cup}_title`))));
}

// Where one package is best, or worst, in every quarter, the page says so in words: that is then what the model thinks.
function always(plays, value, packages, cup) {
  const quarters = plays[0][0].split(" ").length, name = (one) => t(`packages.${one}.title`);
  const means = Array.from({ length: quarters }, (_, at) => packages.map((one) => {
    const with_it = plays.filter(([play]) => play.split(" ")[at] === one);
    return with_it.reduce((sum, [, score]) => sum + value(score), 0) / with_it.length;
  }));
  const everywhere = (best) => packages.filter((_, n) => means.every((row) => row.every((other, m) => m === n || best(row[n], other))));
  const first = everywhere((a, b) => a > b), last = everywhere((a, b) => a < b);
  return [first.length ? t("cups.always_first", { cup, package: list(first.map(name)) }) : "", last.length ? t("cups.always_last", { cup, package: list(last.map(name)) }) : ""]
    .filter(Boolean).map((text) => h("p", { class: "note" }, text));
}
