// A sign for whatever takes longer than 300 ms, so that nobody clicks twice or thinks that nothing happens.

const AFTER = 300;
let open = 0, timer = 0;

const show = () => { document.body.classList.toggle("waits", open > 0); document.body.setAttribute("aria-busy", String(open > 0)); };

export function waiting(promise) {
  open += 1;
  if (open === 1) timer = setTimeout(show, AFTER);
  const done = () => { open -= 1; if (!open) { clearTimeout(timer); show(); } };
  promise.then(done, done);
  return promise;
}
