// Compare: for designers without a terminal. Choose a market and strategies, run, read the report, take it home.

import { ask, send } from "../api.js";
import { button, choice, h, mistakes, say, whole } from "../dom.js";
import { money, percent, t } from "../text.js";

export async function compare(view, { start, choices, change, offline }) {
  if (offline) { view.append(h("h1", {}, t("compare.title")), h("p", {}, t("compare.offline"))); return () => {}; }
  const market = await ask("market", { market: choices.market });
  const picked = new Set(start.strategies.filter((one) => one.standard).map((one) => one.name));
  let runs = 200, stopped = false;
  const shown = h("div", { class: "column" });
  const go = button(t("compare.run"), run);

  async function run() {
    go.disabled = true;
    list.open = false;
    const bar = h("progress", { max: 1, value: 0, "aria-label": t("compare.progress") });
    shown.replaceChildren(h("section", { class: "card" }, h("p", {}, t("compare.progress")), bar));
    try {
      const { key } = await send("compare", { market: choices.market, strategies: [...picked], runs, seed: choices.seed });
      for (;;) {
        const job = await (await fetch(`/api/compare/${key}`)).json();
        if (stopped) return;
        if (job.mistakes.length) throw Object.assign(new Error(), { mistakes: job.mistakes });
        if (job.answer) { shown.replaceChildren(answer(job.answer, market, key)); say(job.answer.text); break; }
        bar.value = job.total ? job.done / job.total : 0;
        await new Promise((done) => setTimeout(done, 250));
      }
    } catch (error) { shown.replaceChildren(mistakes(error)); }
    go.disabled = false;
  }

  const count = h("summary", {}), tell = () => { count.textContent = t("compare.chosen", { count: picked.size }); go.disabled = picked.size < 1 || picked.size > 12; };
  const list = h("details", { open: true }, count, h("fieldset", { class: "many" }, h("legend", { class: "unseen" }, t("compare.strategies")),
    start.strategies.map((one) => {
      const box = h("input", { type: "checkbox", checked: picked.has(one.name), onchange: () => { picked[box.checked ? "add" : "delete"](one.name); tell(); } });
      return h("label", { class: "check" }, box, h("span", {}, h("b", {}, one.title), h("small", {}, one.description)));
    })));
  tell();
  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("compare.title")),
      choice(t("choose.market"), options(start, choices, market), choices.market, (value) => change({ market: value })),
      whole(t("compare.runs"), runs, (value) => { runs = value; }, { min: 20, max: 1000 }), go),
    h("p", { class: "quiet" }, t("compare.about")),
    shown, h("section", { class: "card" }, list));
  return () => { stopped = true; };
}

export function options(start, choices, market) {
  const known = start.markets.map((one) => [one.key, one.title]);
  return known.some(([key]) => key === choices.market) ? known : [[choices.market, market.title], ...known];
}

function answer(found, market, key) {
  return h("section", { class: "card" }, h("h2", {}, t("compare.answer")), h("p", {}, found.text),
    h("div", { class: "scroll", tabindex: 0 }, h("table", {},
      h("thead", {}, h("tr", {}, ["strategy", "cost", "typical", "range", "best_in"].map((name) => h("th", { scope: "col" }, t(`compare.columns.${name}`))))),
      h("tbody", {}, found.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.title + (row.strategy === found.leader ? " ★" : "")),
        h("td", {}, money(row.cost, market.currency)), h("td", {}, money(row.typical, market.currency)),
        h("td", {}, `${money(row.low, market.currency)} – ${money(row.high, market.currency)}`), h("td", {}, percent(row.best_in))))))),
    h("p", { class: "bar" }, h("a", { class: "button", href: `/report/${key}`, target: "_blank", rel: "noopener" }, t("compare.read")),
      h("a", { class: "button", href: `/report/${key}?keep=1` }, t("compare.keep"))));
}
