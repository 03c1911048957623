// Your market: bring a scenario file or workbook; what is wrong with it is said, and what is right can be played.

import { send } from "../api.js";
import { h, mistakes, say } from "../dom.js";
import { t } from "../text.js";

export async function market(view, { change, offline, go }) {
  view.append(h("h1", {}, t("market.title")));
  if (offline) { view.append(h("p", {}, t("market.offline"))); return () => {}; }
  const shown = h("div", { class: "column" });
  const file = h("input", { type: "file", accept: ".toml,.xlsx", onchange: bring });
  async function bring() {
    if (!file.files.length) return;
    const [one] = file.files;
    try {
      if (one.size > 2_000_000) throw Object.assign(new Error(), { mistakes: [t("market.too_large")] });
      const found = await send("upload", one, { name: one.name });
      shown.replaceChildren(h("section", { class: "card" }, h("h2", {}, t("market.fine", { title: found.title })), h("p", {}, t("market.private")),
        h("p", { class: "bar" }, ["story", "twins", "game", "compare"].map((name) => h("a", { class: "button", href: go(name, { market: found.key }) }, t(`views.${name}`))))));
      say(t("market.fine", { title: found.title }));
    } catch (error) {
      shown.replaceChildren(h("section", { class: "card" }, h("h2", {}, t("market.wrong")), mistakes(error)));
    }
    file.value = "";
  }
  view.append(h("section", { class: "card" }, h("p", {}, t("market.about")), h("label", {}, t("market.choose"), file)), shown);
  return () => {};
}
