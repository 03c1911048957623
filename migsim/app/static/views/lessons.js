// Lessons: a puzzle, a bet before the reveal, an answer for right and wrong, one knob, a conclusion with its source.

import { ask } from "../api.js";
import { button, choice, h, mistakes, s, say } from "../dom.js";
import { money, number, part, percent, t } from "../text.js";

const COLOURS = ["#0f7a63", "#a8481f"];
const SHARES = new Set(["share_outside", "attendance"]);

export async function lessons(view, { start, choices, change, go }) {
  const texts = part("lessons"), names = start.lessons;
  const name = names.includes(choices.lesson) ? choices.lesson : "";
  if (!name) return list(view, names, texts, start, choices, change, go);
  const market = await ask("market", { market: choices.market }), lesson = texts[name], at = names.indexOf(name);
  const shown = h("div", { class: "column", "aria-live": "polite" });
  const options = lesson.options.map((text, n) => button(text, () => reveal(n), { class: "plain option" }));
  const show = (value, measure) => (measure === "system_benefit" ? money(value, market.currency) : SHARES.has(measure) ? percent(value) : number(value, ["trust_gain", "voice_gap", "resilience"].includes(measure) ? 3 : 1));

  async function reveal(bet) {
    options.forEach((one, n) => { one.disabled = true; one.classList.toggle("chosen", n === bet); });
    try {
      const found = await ask("lesson", { market: choices.market, name, seed: choices.seed });
      const right = bet === found.answer;
      const knob = h("div", {}), results = h("div", {});
      const turn = async (value) => {
        const turned = value === found.asked_at ? found : await ask("lesson", { market: choices.market, name, knob: value, seed: choices.seed });
        results.replaceChildren(picture(turned, lesson, show));
      };
      knob.append(h("p", {}, lesson.knob), h("div", { class: "bar", role: "group", "aria-label": lesson.knob }, found.knobs.map((value) => button(setting(lesson, value), (event) => {
        [...event.currentTarget.parentElement.children].forEach((one) => { one.className = one === event.currentTarget ? "" : "plain"; });
        turn(value).catch((error) => results.replaceChildren(mistakes(error)));
      }, { class: value === found.asked_at ? "" : "plain" }))));
      await turn(found.asked_at);
      shown.replaceChildren(
        h("section", { class: `card ${right ? "right" : "wrong"}` }, h("h2", {}, t(right ? "lesson.right" : "lesson.wrong")),
          h("p", {}, lesson.answers[found.answer]),
          h("p", { class: "quiet" }, found.values.length > 1 ? t("lesson.counted", { wins: number(found.wins, found.wins % 1 ? 1 : 0), of: found.of }) : t("lesson.typical", { value: show(found.means[0], found.measure) }))),
        h("section", { class: "card" }, h("h2", {}, t("lesson.try")), knob, results),
        h("section", { class: "card" }, h("h2", {}, t("lesson.so")), h("p", {}, lesson.conclusion), h("p", { class: "note" }, lesson.caveat), h("p", { class: "quiet" }, t("lesson.source", { source: lesson.source })),
          h("div", { class: "bar" }, at + 1 < names.length ? h("a", { class: "button", href: go("lessons", { lesson: names[at + 1] }) }, t("lesson.next", { title: texts[names[at + 1]].title })) : null,
            h("a", { class: "button", href: go("lessons", { lesson: "" }) }, t("lesson.all")))));
      say(t(right ? "lesson.right" : "lesson.wrong"));
    } catch (error) { shown.replaceChildren(mistakes(error)); }
  }

  view.append(
    h("h1", {}, t("lesson.number", { number: at + 1, title: lesson.title })),
    h("section", { class: "card" }, h("p", { class: "puzzle" }, lesson.puzzle), h("h2", {}, lesson.question), h("p", { class: "quiet" }, t("lesson.bet")), h("div", { class: "column options" }, options)),
    shown);
  return () => {};
}

function list(view, names, texts, start, choices, change, go) {
  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("lesson.title")), start.markets.length > 1 && choice(t("choose.market"), start.markets.map((m) => [m.key, m.title]), choices.market, (value) => change({ market: value }))),
    h("p", { class: "quiet" }, t("lesson.about")),
    h("ol", { class: "worlds cards" }, names.map((name, n) => h("li", { class: "card" }, h("h2", {}, h("a", { href: go("lessons", { lesson: name }) }, `${n + 1}. ${texts[name].title}`)), h("p", {}, texts[name].puzzle)))));
  return () => {};
}

const setting = (lesson, value) => lesson.setting.replace("{value}", number(value)).replace("{share}", percent(value));

// One mark a world for each way, on one scale, and what is typical.
function picture(found, lesson, show) {
  const known = found.values.flat().filter((x) => x !== null);
  const low = Math.min(...known, 0), high = Math.max(...known, low + 1e-9), x = (value) => 20 + (760 * (value - low)) / (high - low);
  return h("div", {}, found.values.map((row, n) => h("div", {}, h("b", { style: { color: COLOURS[n] } }, lesson.ways[n]), " ", t("lesson.typically", { value: show(found.means[n], found.measure) }),
    s("svg", { viewBox: "0 0 800 76", role: "img", "aria-label": `${lesson.ways[n]}: ${t("lesson.typically", { value: show(found.means[n], found.measure) })}`, style: { width: "100%", height: "auto" } },
      s("line", { x1: 20, x2: 780, y1: 64, y2: 64, stroke: "#8a949d" }),
      marks(row, x).map(([cx, cy]) => (n ? s("rect", { x: cx - 5, y: cy - 5, width: 10, height: 10, fill: COLOURS[1] }) : s("circle", { cx, cy, r: 5.5, fill: COLOURS[0] }))),
      found.means[n] === null ? null : s("path", { d: `M${x(found.means[n])} 64l-7 9h14z`, fill: "#1f2d3a" })))),
  h("p", { class: "quiet" }, t("twins.scale", { low: show(low, found.measure), high: show(high, found.measure) })));
}

// Marks that would touch stand on each other; what does not fit above is drawn closer.
function marks(row, x) {
  const columns = new Map();
  for (const value of row.filter((one) => one !== null)) {
    const column = Math.round(x(value) / 12);
    columns.set(column, [...(columns.get(column) || []), x(value)]);
  }
  return [...columns].flatMap(([column, list]) => {
    const step = Math.min(11, 54 / list.length);
    return list.map((_, n) => [column * 12, 57 - n * step]);
  });
}
