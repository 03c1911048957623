// The class's board, where the app is shared: a name of one's own, and the score as the server works it out.

import { fresh, send } from "./api.js";
import { button, h, mistakes } from "./dom.js";
import { number, t } from "./text.js";

const EVERY = 5000; // milliseconds between two looks at what others have put on it
const COLUMNS = ["player", "net_benefit", "migs_alive"];

// The scores of one world, best first, kept up to date as long as they are shown.
export function scores(world, show) {
  const table = h("div", { class: "scroll", tabindex: 0 });
  const draw = (rows) => table.replaceChildren(rows.length ? h("table", {},
    h("thead", {}, h("tr", {}, COLUMNS.map((column) => h("th", { scope: "col" }, t(column === "player" ? "game.player" : `outcomes.${column}`))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.player), h("td", {}, show("net_benefit", row.net_benefit)), h("td", {}, number(row.migs_alive)))))) : h("p", { class: "quiet" }, t("game.nobody_yet")));
  const look = () => fresh("leaders", world).then(draw).catch((error) => table.replaceChildren(mistakes(error)));
  const again = setInterval(() => (table.isConnected ? look() : clearInterval(again)), EVERY);
  look();
  return Object.assign(h("div", {}, h("h2", {}, t("game.board")), table), { draw });
}

// The same with a field for one's own name.
export function leaderboard(world, quarters, show) {
  const board = scores(world, show), name = h("input", { type: "text", maxlength: 24, required: true });
  const enter = button(t("game.enter"), null, { type: "submit" });
  const form = h("form", { class: "bar", onsubmit: async (event) => {
    event.preventDefault();
    try { board.draw(await send("leaders", { ...world, quarters, player: name.value.trim() || "?" })); enter.disabled = true; }
    catch (error) { form.append(mistakes(error)); }
  } }, h("label", {}, t("game.player"), name), enter);
  board.firstChild.after(form);
  return board;
}
