// Lessons: a puzzle, a bet before the reveal, an answer for right and wrong, one knob, a conclusion with its source.

import { ask } from "../api.js";
import { button, choice, h, mistakes, say } from "../dom.js";
import { dots } from "../dots.js";
import { beside, strip } from "../strip.js";
import { keep, recall } from "../store.js";
import { money, number, part, percent, short, t } from "../text.js";

const SHARES = new Set(["share_outside", "attendance"]);

export async function lessons(view, { start, choices, change, go }) {
  const texts = part("lessons"), names = start.lessons;
  const name = names.includes(choices.lesson) ? choices.lesson : "";
  if (!name) return list(view, names, texts, start, choices, change, go);
  const market = await ask("market", { market: choices.market }), lesson = texts[name], at = names.indexOf(name);
  const verdict = h("section", { class: "card", tabindex: -1, hidden: true }), shown = h("div", { class: "column" }), end = h("div", {});
  const stage = h("div", { class: "bet" });
  const options = lesson.options.map((text, n) => button(text, () => reveal(n), { class: "plain option" }));
  const show = (value, measure) => (measure === "system_benefit" ? money(value, market.currency) : SHARES.has(measure) ? percent(value) : number(value, ["trust_gain", "voice_gap", "resilience"].includes(measure) ? 3 : 1));

  async function reveal(bet) {
    options.forEach((one) => { one.disabled = true; });
    try {
      const found = await ask("lesson", { market: choices.market, name, seed: choices.seed });
      const right = bet === found.answer;
      options.forEach((one, n) => {
        one.classList.toggle("chosen", n === bet);
        one.classList.toggle("answer", n === found.answer);
        const marks = [n === bet && t("lesson.your_bet"), n === found.answer && t("lesson.came_out")].filter(Boolean).join(", ");
        if (marks) one.append(h("span", { class: "mark" }, `${n === found.answer ? "✓ " : ""}${marks}`));
      });
      const knob = h("div", {}), results = h("div", {});
      const turn = async (value) => {
        const turned = value === found.asked_at ? found : await ask("lesson", { market: choices.market, name, knob: value, seed: choices.seed });
        results.replaceChildren(picture(turned, lesson, show, market.currency));
      };
      knob.append(h("p", {}, lesson.knob), h("div", { class: "bar", role: "group", "aria-label": lesson.knob }, found.knobs.map((value) => button(setting(lesson, value), (event) => {
        [...event.currentTarget.parentElement.children].forEach((one) => { one.className = one === event.currentTarget ? "" : "plain"; });
        turn(value).catch((error) => results.replaceChildren(mistakes(error)));
      }, { class: value === found.asked_at ? "" : "plain" }))));
      await turn(found.asked_at);
      stage.classList.add("story");
      verdict.hidden = false;
      const open = start.open_lessons.includes(name);
      if (!open) keep("bets", { ...recall("bets", {}), [`${market.name} ${name}`]: right });
      verdict.className = `card ${right || open ? "right" : "wrong"}`;
      verdict.replaceChildren(h("h2", {}, t(open ? "lesson.open_answer" : right ? "lesson.right" : "lesson.wrong")), lesson.replies && !right ? h("p", {}, lesson.replies[bet]) : "", h("p", { class: "puzzle" }, lesson.answers[found.answer]),
        h("p", {}, told(found, lesson, (value) => show(value, found.measure))), found.values.length > 1 ? h("p", { class: "quiet" }, counted(found, lesson)) : "", score());
      shown.replaceChildren(h("section", { class: "card" }, h("h2", {}, t("lesson.try")), knob, results));
      end.replaceChildren(
        h("section", { class: "card" }, h("h2", {}, t("lesson.so")), h("p", {}, lesson.conclusion),
          h("p", { class: "note" }, h("b", {}, `${t("lesson.caveat")} – `), lesson.caveat), h("p", { class: "quiet" }, t("lesson.source", { source: lesson.source })),
          h("div", { class: "bar" }, at + 1 < names.length ? h("a", { class: "button", href: go("lessons", { lesson: names[at + 1] }) }, t("lesson.next", { title: texts[names[at + 1]].title })) : null,
            h("a", { class: "button plain", href: go("lessons", { lesson: "" }) }, t("lesson.all")))));
      verdict.focus({ preventScroll: true });
      say(t(right ? "lesson.right" : "lesson.wrong"));
    } catch (error) { shown.replaceChildren(mistakes(error)); }
  }
  stage.append(
    h("div", { class: "column" }, h("section", { class: "card" }, h("p", { class: "puzzle" }, lesson.puzzle), h("h2", {}, lesson.question), h("p", { class: "quiet" }, t("lesson.bet")), h("div", { class: "column options" }, options), start.room ? strip({ subject: `lesson ${name} ${market.name}`, title: lesson.question, options: lesson.options, show: beside(options) }) : ""), verdict),
    shown);

  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("lesson.number", { number: at + 1, title: lesson.title })), h("p", { class: "quiet" }, t("lesson.market", { market: market.title }))),
    stage, end);
  return () => {};
}

function list(view, names, texts, start, choices, change, go) {
  const open = start.open_lessons, settled = names.filter((name) => !open.includes(name)), bets = recall("bets", {});
  const mark = (name) => ({ true: "✓ ", false: "✗ " })[bets[`${choices.market} ${name}`]] ?? "";
  const cards = (tag, shown) => h(tag, { class: "worlds cards" }, shown.map((name, n) => h("li", { class: "card" },
    h("h2", {}, h("a", { href: go("lessons", { lesson: name }) }, `${mark(name)}${tag === "ol" ? `${n + 1}. ` : ""}${texts[name].title}`)), h("p", {}, texts[name].puzzle))));
  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("lesson.title")), start.markets.length > 1 && choice(t("choose.market"), start.markets.map((m) => [m.key, m.title]), choices.market, (value) => change({ market: value }))),
    h("p", { class: "quiet" }, t("lesson.about")),
    score(),
    cards("ol", settled),
    h("h2", {}, t("lesson.open_title")), h("p", { class: "quiet" }, t("lesson.open_about")),
    cards("ul", open));
  return () => {};
}

// Bets that were right, of all that were made on this device.
function score() {
  const bets = Object.values(recall("bets", {}));
  return bets.length ? h("p", { class: "quiet" }, t("lesson.score", { right: bets.filter(Boolean).length, bets: bets.length })) : "";
}

// The numbers of this run, and from where on a difference counts.
function told(found, lesson, show) {
  const [a, b] = found.means.map(show), [first, second] = lesson.ways;
  if (found.values.length < 2) return t("lesson.numbers_one", { value: a });
  return t("lesson.numbers", { first, second, a, b, difference: show(Math.abs(found.difference)), worth: show(found.worth) });
}

const setting = (lesson, value) => lesson.setting.replace("{value}", number(value)).replace("{share}", percent(value));

// One mark a world for each way, on one scale, and what is typical.
function picture(found, lesson, show, currency) {
  return h("div", {}, dots({ title: `${t(`lesson.measures.${found.measure}`)}. ${t("twins.one_mark")}`, show: (value) => show(value, found.measure), tick: (value) => (found.measure === "system_benefit" ? short(value, currency) : show(value, found.measure)),
    rows: found.values.map((values, n) => ({ values, label: lesson.ways[n], note: t("lesson.typically", { value: show(found.means[n], found.measure) }) })) }));
}

// In how many worlds the first way does better, the second, neither; the server counts a draw half for each.
function counted(found, lesson) {
  const [a, b] = found.values, draws = a.filter((one, n) => one !== null && b[n] !== null && Math.abs(one - b[n]) <= 1e-12).length, wins = Math.round(found.wins - draws / 2);
  return t("lesson.counted", { of: found.of, first: lesson.ways[0], second: lesson.ways[1], wins, losses: found.of - wins - draws }) + (draws ? ` ${t("twins.draws", { draws })}` : "");
}
