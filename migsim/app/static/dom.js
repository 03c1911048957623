// Elements without a framework: h("p", {class: "quiet"}, "text", child, …). Text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

export function choice(label, options, value, onchange, attributes = {}) {
  const select = h("select", { onchange: () => onchange(select.value), ...attributes },
    options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)));
  return h("label", {}, label, select);
}

export function whole(label, value, onchange, { min = 0, max = 4294967295 } = {}) {
  const input = h("input", { type: "number", min, max, step: 1, value, onchange: () => {
    const number = Math.min(max, Math.max(min, Math.round(Number(input.value) || min)));
    input.value = number;
    onchange(number);
  } });
  return h("label", {}, label, input);
}

// A button whose work takes time is disabled until it is done, so that a double tap is one.
export function button(text, onclick, attributes = {}) {
  const pressed = (event) => {
    const done = onclick?.(event);
    if (!(done instanceof Promise) || one.disabled) return;
    one.disabled = true;
    done.finally(() => { one.disabled = false; });
  };
  const one = h("button", { type: "button", onclick: onclick && pressed, ...attributes }, text);
  return one;
}

export function mistakes(error) {
  const lines = error.mistakes || [error.message];
  return h("div", { class: "mistakes", role: "alert" }, lines.map((line) => h("p", {}, line)));
}

// Says something to whoever cannot see it change.
export const say = (text) => { document.getElementById("said").textContent = text; };

// Size of the page's type in pixels, for what is drawn: it grows with the hall as well.
export const typeSize = () => Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize));
