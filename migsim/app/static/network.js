// The people of a market on a ring, the trust between them as ties that thicken, members ringed in their group's colour.

const ROLE_COLOURS = ["#2f7d4f", "#b06a00", "#7a4fb5", "#b23a48", "#1f6fb2", "#5a6470", "#8a6d1d", "#0d7f83"];
const GROUP_COLOURS = ["#0f7a63", "#a8481f", "#6b3fa0", "#9b7a00", "#1f5fa8"];
const SHAPES = ["circle", "square", "triangle", "diamond", "star", "cross", "hexagon", "bar"];

export const roleColour = (n) => ROLE_COLOURS[n % ROLE_COLOURS.length];
export const groupColour = (mig) => GROUP_COLOURS[(mig - 1) % GROUP_COLOURS.length];

// Outline of a shape of radius 1, as points; a role is told by its shape as well as by its colour.
export function outline(n) {
  const ring = (count, turn = 0, radii = [1]) => Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count + turn, r = radii[i % radii.length];
    return [r * Math.cos(angle), r * Math.sin(angle)];
  });
  const up = -Math.PI / 2;
  return {
    circle: ring(20), square: ring(4, Math.PI / 4, [1.15]), triangle: ring(3, up, [1.25]), diamond: ring(4, 0, [1.2]),
    star: ring(10, up, [1.3, 0.6]), cross: ring(8, up, [1.25, 0.55]), hexagon: ring(6, 0, [1.1]),
    bar: [[-0.7, -1.1], [0.7, -1.1], [0.7, 1.1], [-0.7, 1.1]],
  }[SHAPES[n % SHAPES.length]];
}

// Week in which each group ended, by its number.
export function ends(tale) {
  const e = tale.events, found = new Map();
  e.event.forEach((code, n) => { if (e.names[code] === "dissolved" || e.names[code] === "completed") found.set(e.mig[n], e.week[n]); });
  return found;
}

// Who belongs to which group at one look: numbers of groups by row of the actor.
export function memberships(looks, at) {
  const [, groups, people] = looks.member.shape, found = new Map();
  for (let g = 0; g < groups; g++) for (let i = 0; i < people; i++) {
    if (looks.member[(at * groups + g) * people + i]) found.set(i, [...(found.get(i) || []), g + 1]);
  }
  return found;
}

export function network(market, tale, { onpick = null, label = "" } = {}) {
  const canvas = document.createElement("canvas");
  canvas.className = "net";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  const count = market.actors.length, bytes = tale.looks.trust, pairs = bytes.shape[1];
  const roles = new Map(market.roles.map((name, n) => [name, n]));
  const shapes = market.roles.map((_, n) => outline(n));
  const over = ends(tale);
  let week = 0, picked = -1;

  const look = () => {
    const at = tale.looks.weeks.findLastIndex((w) => w <= week);
    return Math.max(0, at);
  };
  const place = (i, size) => {
    const { x, y } = market.actors[i], r = Math.min(size.w * 0.46, size.h * 0.62);
    return [size.w / 2 + x * Math.min(r * 1.25, size.w * 0.46), size.h / 2 + y * Math.min(r, size.h * 0.43)];
  };

  function draw() {
    const w = canvas.clientWidth, height = canvas.clientHeight, scale = devicePixelRatio;
    if (!w) return;
    if (canvas.width !== Math.round(w * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(w * scale);
      canvas.height = Math.round(height * scale);
    }
    const g = canvas.getContext("2d"), size = { w, h: height };
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, w, height);
    const at = look(), from = at * pairs, first = 0;
    const at_room = (i) => tale.actors[i].in_room;
    // Ties grow from what trust was in week 0: what is drawn is what meeting each other has added.
    const steps = new Map();
    let q = 0;
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++, q++) {
        const added = (bytes[from + q] - bytes[first + q]) / tale.looks.steps;
        if (added < 0.03 || !at_room(i) || !at_room(j)) continue;
        const step = Math.min(6, Math.floor(added / 0.05));
        if (!steps.has(step)) steps.set(step, []);
        steps.get(step).push([i, j]);
      }
    }
    for (const [step, ties] of [...steps].sort((a, b) => a[0] - b[0])) {
      g.strokeStyle = `rgba(31,45,58,${0.1 + 0.1 * step})`;
      g.lineWidth = 0.7 + 0.7 * step;
      g.beginPath();
      for (const [i, j] of ties) {
        if (picked >= 0 && i !== picked && j !== picked) continue;
        const [x, y] = place(i, size), [u, v] = place(j, size);
        g.moveTo(x, y);
        g.quadraticCurveTo((x + u) / 2 + (w / 2 - (x + u) / 2) * 0.25, (y + v) / 2 + (height / 2 - (y + v) / 2) * 0.25, u, v);
      }
      g.stroke();
    }
    const radius = Math.max(6, Math.min(13, (w / count) * 0.55));
    const groups = memberships(tale.looks, at);
    for (let i = 0; i < count; i++) {
      const [x, y] = place(i, size), role = roles.get(market.actors[i].role);
      const here = at_room(i);
      (groups.get(i) || []).filter((mig) => week < (over.get(mig) ?? Infinity)).forEach((mig, n) => {
        g.strokeStyle = groupColour(mig);
        g.lineWidth = 3;
        g.setLineDash(mig % 2 ? [] : [5, 3]);
        g.beginPath();
        g.arc(x, y, radius + 4 + 5 * n, 0, 7);
        g.stroke();
        g.setLineDash([]);
      });
      g.beginPath();
      shapes[role].forEach(([a, b], n) => (n ? g.lineTo(x + a * radius, y + b * radius) : g.moveTo(x + a * radius, y + b * radius)));
      g.closePath();
      g.fillStyle = here ? roleColour(role) : "#fff";
      g.strokeStyle = roleColour(role);
      g.lineWidth = i === picked ? 4 : 1.5;
      g.globalAlpha = here ? 1 : 0.45;
      g.fill();
      g.stroke();
      g.globalAlpha = 1;
    }
  }

  if (onpick) canvas.classList.add("live");
  if (onpick) canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect(), size = { w: box.width, h: box.height };
    const x = event.clientX - box.left, y = event.clientY - box.top;
    const near = market.actors.map((_, i) => { const [u, v] = place(i, size); return Math.hypot(u - x, v - y); });
    const best = near.indexOf(Math.min(...near));
    if (near[best] < 30) onpick(best);
  });
  const watch = new ResizeObserver(draw);
  watch.observe(canvas);
  addEventListener("dppxchange", draw); // sent by uPlot: the window came to a screen with other pixels
  return {
    element: canvas,
    at(now) { week = now; draw(); },
    pick(i) { picked = i; draw(); },
    destroy() { removeEventListener("dppxchange", draw); watch.disconnect(); },
  };
}
