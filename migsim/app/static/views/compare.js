// Compare: choose a market and strategies; what came of each in the same simulated futures, worked out on this device.
// Where there is a server, the full report is one click away.

import { ask, send } from "../api.js";
import { button, choice, h, mistakes, say, whole } from "../dom.js";
import { dots } from "../dots.js";
import { markets } from "../parts.js";
import { language, money, number, percent, short, t } from "../text.js";

const WITHOUT = "no-project";

export async function compare(view, { start, choices, change, offline }) {
  const market = await ask("market", { market: choices.market });
  const picked = new Set(start.strategies.filter((one) => one.standard).map((one) => one.name));
  let runs = 100, turn = 0;
  const shown = h("div", { class: "column" });
  const go = button(t("compare.run"), run);

  async function run() {
    const mine = ++turn, names = [...new Set([WITHOUT, ...picked])];
    go.disabled = true;
    list.open = false;
    const bar = h("progress", { max: 1, value: 0, "aria-label": t("compare.progress") }), done = names.map(() => 0);
    shown.replaceChildren(h("section", { class: "card" }, h("p", {}, t("compare.progress")), bar));
    try {
      const found = Object.assign({}, ...(await Promise.all(names.map((name, n) => ask("dots", { market: choices.market, strategies: name, seed: choices.seed, runs }, (share) => {
        done[n] = share;
        bar.value = done.reduce((sum, one) => sum + one, 0) / names.length;
      })))));
      if (mine !== turn) return;
      const rows = summed(found, start);
      shown.replaceChildren(answer(rows, market), offline ? "" : full([...picked]));
      say(verdict(rows, market));
    } catch (error) { shown.replaceChildren(mistakes(error)); }
    go.disabled = false;
  }

  // The full report takes the server's machine, and more futures of it: rules, signs, what would change the answer.
  function full(strategies) {
    const box = h("section", { class: "card" }, h("p", {}, t("compare.full")), button(t("compare.write"), async () => {
      const bar = h("progress", { max: 1, value: 0, "aria-label": t("compare.progress") });
      box.replaceChildren(h("p", {}, t("compare.progress")), bar);
      try {
        const { key } = await send("compare", { market: choices.market, strategies, runs: Math.max(runs, 200), seed: choices.seed });
        for (;;) {
          const job = await (await fetch(`/api/compare/${key}`)).json();
          if (!box.isConnected) return;
          if (job.mistakes.length) throw Object.assign(new Error(), { mistakes: job.mistakes });
          if (job.answer) { box.replaceChildren(report(job.answer, key)); say(job.answer.text); break; }
          bar.value = job.total ? job.done / job.total : 0;
          await new Promise((done) => setTimeout(done, 250));
        }
      } catch (error) { box.replaceChildren(mistakes(error)); }
    }));
    return box;
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
      choice(t("choose.market"), markets(start, market, choices.market), choices.market, (value) => change({ market: value })),
      whole(t("compare.runs"), runs, (value) => { runs = value; }, { min: 20, max: 1000 }), go),
    h("p", { class: "quiet" }, t("compare.about")),
    shown, h("section", { class: "card" }, list));
  return () => { turn++; };
}

// What each strategy brings over no project, the best mean first: mean, spread, and how often it is best.
function summed(found, start) {
  const title = (name) => start.strategies.find((one) => one.name === name)?.title ?? name, names = Object.keys(found);
  const alone = found[WITHOUT].net_benefit, worlds = alone.length;
  const values = Object.fromEntries(names.map((name) => [name, found[name].net_benefit.map((one, n) => one - alone[n])]));
  const best = Array.from({ length: worlds }, (_, n) => names.reduce((a, b) => (values[b][n] > values[a][n] ? b : a)));
  return names.map((name) => {
    const sorted = [...values[name]].sort((a, b) => a - b), at = (share) => sorted[Math.min(worlds - 1, Math.floor(share * worlds))];
    const mean = sorted.reduce((sum, one) => sum + one, 0) / worlds;
    return { name, title: title(name), values: values[name], mean, low: at(0.1), high: at(0.9), worlds,
      best_in: best.filter((one) => one === name).length / worlds, better: values[name].filter((one) => one > 0).length };
  }).sort((a, b) => b.mean - a.mean);
}

function verdict([first, second], market) {
  if (!second) return t("compare.alone");
  const won = first.values.filter((one, n) => one > second.values[n]).length;
  return t("compare.ahead", { leader: first.title, runner: second.title, difference: money(first.mean - second.mean, market.currency), won: number(won), of: number(first.worlds) });
}

function answer(rows, market) {
  const write = (value) => money(value, market.currency);
  return h("section", { class: "card" }, h("h2", {}, t("compare.answer")), h("p", {}, verdict(rows, market)), h("p", { class: "note" }, t("compare.not_the_rule")),
    h("div", { class: "scroll", tabindex: 0 }, h("table", {},
      h("thead", {}, h("tr", {}, ["strategy", "mean", "range", "best_in", "against"].map((name) => h("th", { scope: "col" }, t(`compare.columns.${name}`))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.title),
        h("td", {}, write(row.mean)), h("td", { style: { "white-space": "nowrap" } }, t("compare.between", { low: write(row.low), high: write(row.high) })), h("td", {}, percent(row.best_in)),
        h("td", {}, row.name === WITHOUT ? "–" : t("compare.better", { better: number(row.better), of: number(row.worlds) }))))))),
    dots({ title: `${t("compare.columns.mean")}. ${t("twins.one_mark")}`, show: write, tick: (value) => short(value, market.currency), rows: rows.map(({ title, values }) => ({ label: title, values })) }));
}

// The library reasons in English.
const report = (found, key) => h("div", {}, h("p", { lang: "en" }, found.text),
  language() === "en" ? "" : h("p", { class: "quiet" }, t("compare.reasons")),
  h("p", { class: "bar" }, h("a", { class: "button", href: `/report/${key}`, target: "_blank", rel: "noopener" }, t("compare.read")),
    h("a", { class: "button", href: `/report/${key}?keep=1` }, t("compare.keep"))));
