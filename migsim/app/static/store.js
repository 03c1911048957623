// One small store on this device: where somebody was, what was bet, what was decided. Nothing of it is sent anywhere.

const NAME = "migsim";
let memory = {}; // where a browser keeps nothing, until the page is closed

function all() {
  try { return JSON.parse(localStorage.getItem(NAME) ?? "null") ?? memory; } catch { return memory; }
}

export const recall = (key, otherwise = null) => all()[key] ?? otherwise;

export function keep(key, value) {
  const kept = { ...all(), [key]: value };
  if (value === null) delete kept[key];
  memory = kept;
  try { localStorage.setItem(NAME, JSON.stringify(kept)); } catch { /* full, or a private window */ }
}
