// Dots on a scale: one mark a world, marks that would touch stand on each other, a triangle at their average.

import { h, s, typeSize } from "./dom.js";

const COLOURS = ["#0f7a63", "#a8481f"];
const INK = "#1f2d3a", QUIET = "#55616c", RULE = "#d5d9dd";

// `rows` are {label, note, values}; `show` says how a value is written, `tick` how on the axis. Drawn anew when its width changes.
export function dots({ title, rows, show, tick = show }) {
  const known = rows.flatMap((row) => row.values).filter((x) => x !== null);
  if (!known.length) return h("p", { class: "quiet" }, "–");
  const { low, high, ticks } = scale(Math.min(0, ...known), Math.max(...known, 0));
  const box = h("div", { class: "dots" });
  let drawn = 0;
  function draw(width) {
    drawn = width;
    const left = 46, right = width - 46, x = (value) => left + ((right - left) * (value - low)) / (high - low);
    const few = ticks.filter((_, n) => width > 520 || n % 2 === 0);
    box.replaceChildren(...rows.map((row, n) => row_of(row, n, { width, x, few, show, tick, last: n === rows.length - 1 })));
  }
  draw(640); // until it is known how wide it stands
  new ResizeObserver(([entry]) => {
    const width = Math.max(240, Math.floor(entry.contentRect.width));
    if (width !== drawn) draw(width);
  }).observe(box);
  return h("figure", { class: "plain" }, h("figcaption", { class: "quiet" }, title), box);
}

function row_of(row, n, { width, x, few, show, tick, last }) {
  const placed = stack(row.values, x), tallest = Math.max(1, ...placed.map(([, level]) => level + 1));
  const step = Math.min(13.5, 150 / tallest), floor = Math.max(34, 20 + tallest * step), height = floor + (last ? 22 + typeSize() : 16);
  const known = row.values.filter((value) => value !== null), mean = known.reduce((sum, one) => sum + one, 0) / (known.length || 1);
  return h("div", {},
    h("p", {}, h("b", { style: { color: COLOURS[Math.min(n, 1)] } }, row.label), row.note ? ` ${row.note}` : null),
    s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${row.label}: ${row.note ?? ""} ${row.values.map((value) => (value === null ? "–" : show(value))).join(", ")}` },
      few.map((at) => s("line", { x1: x(at), x2: x(at), y1: 4, y2: floor, stroke: at === 0 ? QUIET : RULE, "stroke-width": at === 0 ? 2 : 1 })),
      s("line", { x1: x(few[0]) - 20, x2: width - 26, y1: floor, y2: floor, stroke: QUIET }),
      placed.map(([cx, level], i) => {
        const r = Math.min(6.5, Math.max(2.2, step / 2)), cy = floor - 2 - r - level * step;
        return n ? s("rect", { x: cx - r, y: cy - r, width: 2 * r, height: 2 * r, fill: COLOURS[1], stroke: "#fff", "stroke-width": r / 6, class: "falls", style: { "animation-delay": `${45 * i}ms` } }) : s("circle", { cx, cy, r, fill: COLOURS[0], stroke: "#fff", "stroke-width": r / 6, class: "falls", style: { "animation-delay": `${45 * i}ms` } });
      }),
      known.length ? s("path", { d: `M${x(mean)} ${floor}l-8 11h16z`, fill: INK }) : null,
      last ? few.map((at) => s("text", { x: x(at), y: floor + 14 + typeSize(), "text-anchor": "middle", "font-size": typeSize(), fill: QUIET }, tick(at))) : null));
}

// Place and level of each mark: near values share a column, and a column that would be too tall becomes two or more.
function stack(values, x) {
  const columns = new Map();
  for (const value of values) if (value !== null) columns.set(Math.round(x(value) / 13), (columns.get(Math.round(x(value) / 13)) ?? 0) + 1);
  return [...columns].flatMap(([column, count]) => {
    const beside = Math.ceil(count / 12);
    return Array.from({ length: count }, (_, n) => [(column + (n % beside) - (beside - 1) / 2) * 13, Math.floor(n / beside)]);
  });
}

// Ends of a scale and its ticks, at round numbers that hold every value and nought.
function scale(low, high) {
  const rough = (high - low || 1) / 4, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough);
  const from = Math.floor(low / step + 1e-9) * step + 0, to = Math.max(Math.ceil(high / step - 1e-9) * step, from + step);
  const count = Math.round((to - from) / step);
  return { low: from, high: to, ticks: Array.from({ length: count + 1 }, (_, n) => Number((from + n * step).toPrecision(12))) };
}
