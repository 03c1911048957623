// Line charts over the weeks: one frame, drawn once; while a story plays the lines grow, so that nobody sees what is to come.

import uPlot from "./vendor/uPlot.esm.js";
import { h, typeSize } from "./dom.js";
import { t } from "./text.js";

const INK = "#1f2d3a", QUIET = "#55616c", RULE = "#d5d9dd";
const SIZE = typeSize();
const FONT = `${SIZE}px "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif`;

// What stands behind the lines: the weeks with a facilitator, and the one that is shown.
function marks(exit, now) {
  return {
    drawClear: [(u) => {
      if (!exit) return;
      const { ctx, bbox } = u, end = u.valToPos(exit, "x", true);
      ctx.save();
      ctx.fillStyle = "#f3efe4";
      ctx.fillRect(bbox.left, bbox.top, Math.max(0, end - bbox.left), bbox.height);
      ctx.restore();
    }],
    drawAxes: [(u) => {
      const { ctx, bbox } = u;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, 0, u.valToPos(now(), "x", true) - bbox.left, u.height * devicePixelRatio);
      ctx.clip();
    }],
    draw: [(u) => {
      const { ctx, bbox } = u, x = u.valToPos(now(), "x", true);
      ctx.restore(); // the clip of what is to come
      ctx.save();
      ctx.strokeStyle = INK;
      ctx.lineWidth = 2 * devicePixelRatio;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.restore();
    }],
  };
}

// From nought, or from what is lower, to a little above the highest; whole numbers up to 4 at the least.
function roomy(u, low, high) {
  const top = Math.max(high ?? 1, 0), bottom = Math.min(low ?? 0, 0), room = (top - bottom || 1) * 0.06;
  return [bottom < 0 ? bottom - room : 0, top + room];
}

// Close about the values, for figures that move little; never closer than a tenth.
export function close(...series) {
  const known = series.flat().filter((x) => x !== null), low = Math.min(...known), high = Math.max(...known);
  const missing = Math.max(0, 0.1 - (high - low)) / 2;
  return [Math.floor((low - missing) * 20) / 20, Math.ceil((high + missing) * 20) / 20];
}

// One chart. `lines` are {label, values, colour, dash}; `show` says how a value is written.
export function chart({ title, lines, exit = null, height = 190, show = String, range = null }) {
  const weeks = lines[0].values.map((_, week) => week);
  let week = 0;
  const box = h("div", { class: "chart" });
  const frame = h("figure", { style: { margin: 0 } }, h("figcaption", {}, h("b", {}, title), " ",
    lines.length > 1 ? lines.map((line) => [" ", h("span", { class: "line", style: { color: line.colour } }, `${line.dash ? "┅" : "━"} ${line.label}`)]) : null), box);
  const plot = new uPlot({
    width: 300, height, legend: { show: false }, cursor: { show: false }, select: { show: false }, padding: [8, 22, 0, 0],
    scales: { x: { time: false }, y: { range: range ? () => range : roomy } },
    axes: [
      { stroke: QUIET, font: FONT, grid: { stroke: RULE, width: 1 }, ticks: { show: false }, size: SIZE + 12, values: (u, v) => v.map((x) => (x % 1 ? "" : x)), incrs: [13, 26, 52, 104] },
      { stroke: QUIET, font: FONT, grid: { stroke: RULE, width: 1 }, ticks: { show: false }, size: (u, values) => Math.max(48, 14 + 0.56 * SIZE * Math.max(0, ...(values ?? []).map((text) => String(text).length))), splits: null, values: (u, v) => v.map(show) },
    ],
    series: [{}, ...lines.map((line) => ({ stroke: line.colour, width: 2.5, dash: line.dash ? [7, 5] : undefined, points: { show: false }, spanGaps: true }))],
    hooks: marks(exit, () => week),
  }, [weeks, ...lines.map((line) => line.values)], box);
  const watch = new ResizeObserver(([entry]) => {
    const width = Math.max(160, Math.floor(entry.contentRect.width));
    if (width !== plot.width) plot.setSize({ width, height });
  });
  watch.observe(box);
  frame.setAttribute("role", "img");
  frame.setAttribute("aria-label", `${title}. ${lines.map((line) => `${line.label}: ${t("chart.from_to", { from: show(line.values[0]), to: show(line.values.at(-1)) })}`).join("; ")}`);
  return {
    element: frame,
    at(now) { week = now; plot.redraw(false, false); },
    destroy() { watch.disconnect(); plot.destroy(); },
  };
}
