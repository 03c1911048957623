// Debrief: question cards, the turning points of the story that was seen, and a worksheet to print.

import { ask } from "../api.js";
import { button, h } from "../dom.js";
import { part, t } from "../text.js";
import { teller } from "../words.js";

export async function debrief(view, { choices }) {
  const [market, tale] = await Promise.all([ask("market", { market: choices.market }), ask("tale", { market: choices.market, strategy: choices.strategy, seed: choices.seed, run: choices.run })]);
  const points = teller(market, tale).told().filter((line) => line.week > 0);
  view.append(
    h("div", { class: "bar" }, h("h1", {}, t("debrief.title")), button(t("debrief.print_sheet"), () => { document.body.classList.add("sheet"); print(); document.body.classList.remove("sheet"); }), button(t("debrief.print"), () => print(), { class: "plain" })),
    h("p", { class: "quiet" }, t("debrief.about")),
    h("div", { class: "worlds four" }, part("debrief.cards").map((card) => h("section", { class: "card question" }, h("h2", {}, card.title), h("ul", {}, card.questions.map((one) => h("li", {}, one)))))),
    h("section", { class: "card turning" }, h("h2", {}, t("debrief.turning")), h("p", { class: "quiet" }, t("debrief.of", { strategy: tale.strategy.title, market: market.title })),
      h("ol", { class: "log open" }, points.map((line) => h("li", {}, h("b", {}, t("words.week", { week: line.week })), line.text)))),
    h("section", { class: "card worksheet" }, h("h2", {}, t("debrief.worksheet")), part("debrief.lines").map((line) => h("div", { class: "write" }, line))));
  return () => {};
}
