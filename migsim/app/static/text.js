// Words of the chosen language, and numbers as it writes them.

let table = {};
let code = "en";

export function use(texts, language) {
  table = texts;
  code = language;
  document.documentElement.lang = language;
}

export const language = () => code;

// t("story.week", {week: 3}): the text of a key, with its {places} filled.
export function t(key, values = {}) {
  const text = key.split(".").reduce((at, part) => (at === undefined ? at : at[part]), table);
  if (typeof text !== "string") return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Titles that come with the library, in the language of the page where it has them.
let names = {};
export const name_with = (known) => { names = known ?? {}; };
const named = (text) => names[text] ?? text;

// What the server says of markets and strategies, with its titles in the language of the page.
export function inLanguage(path, said) {
  const titled = (one) => ({ ...one, title: named(one.title) });
  if (path === "start") return { ...said, markets: said.markets.map(titled), strategies: said.strategies.map(titled) };
  if (path === "tale") return { ...said, strategy: titled(said.strategy) };
  if (path !== "market") return said;
  return { ...titled(said), roles: said.roles.map(named), constraints: said.constraints.map(titled), shocks: said.shocks.map((one) => ({ ...one, name: named(one.name), role: one.role && named(one.role) })),
    actors: said.actors.map((one) => ({ ...one, role: named(one.role), groups: one.groups.map(named) })) };
}

// The texts below a key, as they are (lists of cards, lessons).
export const part = (key) => key.split(".").reduce((at, name) => (at === undefined ? at : at[name]), table);

export const has = (key) => typeof part(key) === "string";

// many("group", 3): "3 groups".
export const many = (thing, count) => t(`many.${thing}.${new Intl.PluralRules(code).select(count) === "one" ? "one" : "other"}`, { count: number(count) });

export const number = (value, digits = 0) =>
  value === null || value === undefined ? "–" : new Intl.NumberFormat(code, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);

export const percent = (value) => (value === null || value === undefined ? "–" : `${number(100 * value)} %`);

export function money(value, currency) {
  if (value === null || value === undefined) return "–";
  const digits = value && Math.abs(value) < 10 ? 1 : 0;
  return /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat(code, { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: digits }).format(value)
    : `${number(value, digits)} ${currency}`;
}

// Money on an axis: £12k.
export const short = (value, currency) => new Intl.NumberFormat(code, { notation: "compact", maximumFractionDigits: 1,
  ...(/^[A-Z]{3}$/.test(currency) ? { style: "currency", currency, currencyDisplay: "narrowSymbol" } : {}) }).format(value);

export const list = (names) => new Intl.ListFormat(code, { type: "conjunction" }).format(names);
