// Parts that several views show: figures of a week, the log, the legend, constraints as bars.

import { groupColour, outline, roleColour } from "./network.js";
import { h, s } from "./dom.js";
import { money, number, percent, t } from "./text.js";

export function legend(market) {
  return h("ul", { class: "legend" }, market.roles.map((role, n) => h("li", {},
    s("svg", { viewBox: "-1.4 -1.4 2.8 2.8", "aria-hidden": "true" },
      s("polygon", { points: outline(n).map((p) => p.join(",")).join(" "), fill: roleColour(n) })),
    role)));
}

export function groups(tale, tell) {
  return h("ul", { class: "legend" }, tale.migs.map((mig) => h("li", {},
    s("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" },
      s("circle", { cx: 10, cy: 10, r: 7, fill: "none", stroke: groupColour(mig.mig), "stroke-width": 3, "stroke-dasharray": mig.mig % 2 ? "" : "5 3" })),
    tell.group(mig.mig, 0))));
}

const FIGURES = [
  ["trust", (w, week) => number(w.trust[week], 2)],
  ["groups", (w, week) => number(w.live_migs[week])],
  ["ties", (w, week) => number(w.deals_running[week])],
  ["severity", (w, week) => percent(w.severity[week])],
];

export function figures(market, tale) {
  const sums = total(tale);
  const cells = [...FIGURES, ["gained", (w, week) => money(sums[week], market.currency)]].map(([name, show]) => [h("dd", {}), show, name]);
  return {
    element: h("dl", { class: "figures" }, cells.map(([dd, , name]) => h("div", {}, h("dt", {}, t(`figures.${name}`)), dd))),
    at(week) { for (const [dd, show] of cells) dd.textContent = show(tale.weekly, week); },
  };
}

// What all have gained so far, week by week, not discounted.
export function total(tale) {
  const w = tale.weekly;
  let sum = 0;
  return w.member_income.map((_, week) => (sum += (week ? (w.member_income[week] + w.constituent_income[week] + w.wider_income[week]) : 0)));
}

// What the figures mean, for whoever asks.
export const meanings = () => h("details", {}, h("summary", {}, t("story.numbers")), h("dl", { class: "meanings" },
  [...FIGURES.map(([name]) => name), "gained"].map((name) => h("div", {}, h("dt", {}, t(`figures.${name}`)), h("dd", {}, t(`meanings.${name}`))))));

export function log(lines) {
  const items = lines.map((line) => h("li", {}, h("b", {}, t("words.week", { week: line.week })), line.text));
  const list = h("ol", { class: "log", tabindex: 0, "aria-label": t("words.log") }, items);
  const none = h("li", { hidden: true }, t("words.nothing"));
  list.append(none);
  return {
    element: list,
    at(week) {
      let latest = null;
      none.hidden = lines.some((line) => line.week <= week);
      items.forEach((item, n) => {
        item.hidden = lines[n].week > week;
        item.classList.toggle("now", !item.hidden && week - lines[n].week < 4);
        if (!item.hidden) latest = item;
      });
      if (latest) list.scrollTop = latest.offsetTop - list.clientHeight + latest.clientHeight + 8;
    },
  };
}

export function constraints(market, tale) {
  const rows = market.constraints.map((c) => {
    const bar = h("i", { style: { "--colour": "#7c4a1e" } }), text = h("span", {});
    return { c, bar, text };
  });
  return {
    element: h("div", { class: "bars" }, rows.map(({ c, bar, text }) => [h("span", {}, c.title), bar, text])),
    at(week) {
      for (const { c, bar, text } of rows) {
        const left = c.severity * (1 - (tale.relief[c.name]?.[week] ?? 0));
        bar.style.width = `${Math.max(0, 100 * left)}%`;
        text.textContent = percent(left);
      }
    },
  };
}
