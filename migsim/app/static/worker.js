// A worker that works answers out. It is sent what it needs once: the model and what holds for every market, then
// markets as they are asked about.

import { answers } from "./asked.js";
import { Engine } from "./engine.js";

let engine = null, last = 0;

addEventListener("message", ({ data }) => {
  const { id, model, engine: known, path, query, documents } = data;
  if (model) { engine = new Engine(known, new WebAssembly.Module(model)); return; }
  const tell = (share) => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    postMessage({ id, share });
  };
  try {
    const world = engine.world(documents.key, documents.model);
    postMessage({ id, answer: answers[path](world, query, documents, tell) });
  } catch (error) {
    postMessage({ id, error: error.message });
  }
});
