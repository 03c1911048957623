// Time in the page: play, pause, step, scrub. Space plays, arrows step a week, Page keys a quarter, Home and End.

import { button, choice, h } from "./dom.js";
import { t } from "./text.js";

const SPEEDS = [1, 8, 40];
const LONGEST = 0.25; // seconds that one step stands for at most: a page that slept goes on where it was

export function player(weeks, onweek, { exit = null } = {}) {
  let week = 0, playing = false, speed = SPEEDS[1], last = 0, carried = 0, frame = 0;
  const play = button("▶", () => toggle(), { "aria-label": t("player.play"), title: t("player.play") });
  const scrub = h("input", { type: "range", min: 0, max: weeks, value: 0, "aria-label": t("player.scrub"), oninput: () => go(Number(scrub.value)) });
  const shown = h("output", {});
  const bar = h("div", { class: "player", role: "group", "aria-label": t("player.name") },
    play,
    button("‹", () => go(week - 1), { class: "plain", "aria-label": t("player.back") }),
    button("›", () => go(week + 1), { class: "plain", "aria-label": t("player.step") }),
    h("div", { class: "track" }, exit ? h("i", { style: { width: `${(100 * exit) / weeks}%` } }) : null, scrub),
    exit ? button(t("player.exit", { week: exit }), () => { toggle(false); go(exit); }, { class: "plain exit" }) : null,
    choice(h("span", { class: "unseen" }, t("player.speed")), SPEEDS.map((n, i) => [String(n), t(`player.speeds.${["slow", "usual", "fast"][i]}`)]), String(speed), (value) => { speed = Number(value); }),
    shown);

  function go(to) {
    week = Math.max(0, Math.min(weeks, to));
    scrub.value = week;
    shown.textContent = t("player.week", { week, month: Math.ceil((week * 12) / 52) });
    scrub.setAttribute("aria-valuetext", shown.textContent);
    onweek(week);
  }
  function toggle(on = !playing) {
    playing = on && week < weeks;
    play.textContent = playing ? "❚❚" : "▶";
    play.setAttribute("aria-label", t(playing ? "player.pause" : "player.play"));
    cancelAnimationFrame(frame);
    if (playing) { last = performance.now(); carried = 0; frame = requestAnimationFrame(tick); }
  }
  function tick(now) {
    carried += Math.min((now - last) / 1000, LONGEST) * speed;
    last = now;
    const whole = Math.floor(carried);
    if (whole) { carried -= whole; go(week + whole); }
    if (week >= weeks) toggle(false);
    else if (playing) frame = requestAnimationFrame(tick);
  }
  function keys(event) {
    // What one types or chooses with these keys stays so; a blank presses what it stands on.
    const pace = event.key === " " && bar.contains(event.target); // after the speed is chosen, a blank plays
    if (event.target.closest("input:not([type=range]), select, textarea") && !event.key.startsWith("Page") && !pace) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowRight: 1, ArrowLeft: -1, PageDown: 13, PageUp: -13, Home: -weeks, End: weeks };
    if (event.key === " ") toggle();
    else if (event.key in moves) go(week + moves[event.key]);
    else return;
    event.preventDefault();
  }
  document.addEventListener("keydown", keys);
  return {
    element: bar, go, toggle,
    get week() { return week; },
    destroy() { toggle(false); document.removeEventListener("keydown", keys); },
  };
}
