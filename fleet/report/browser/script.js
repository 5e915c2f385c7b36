// Search, filter and order of the report. Without it everything is shown, the worst first.

const form = document.querySelector("form");
const list = document.querySelector("#customers");
const none = document.querySelector("#none");
const shown = document.querySelector("#shown");

const rows = [...document.querySelectorAll("details")].map((element) => {
  const { name = "", ring = "", cycle = "", state = "", order, seconds } = element.dataset;
  const text = element.textContent.toLowerCase();
  return { element, text, name, ring, cycle, state, order: Number(order), seconds: Number(seconds) };
});

/** @type {Readonly<Record<string, (a: typeof rows[number], b: typeof rows[number]) => number>>} */
const orders = {
  state: (a, b) => a.order - b.order,
  name: (a, b) => a.name.localeCompare(b.name),
  ring: (a, b) => a.ring.localeCompare(b.ring) || a.order - b.order,
  seconds: (a, b) => b.seconds - a.seconds,
  cycle: (a, b) => a.cycle.localeCompare(b.cycle),
};

/** @param {FormData} data @param {string} name */
function textOf(data, name) {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}

/** @param {FormData} data */
function filter(data) {
  const states = new Set(data.getAll("state"));
  const words = textOf(data, "search").toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { element, state, text } of rows) {
    const visible = (states.size === 0 || states.has(state)) && words.every((word) => text.includes(word));
    element.hidden = !visible;
    if (visible) count += 1;
  }
  none?.toggleAttribute("hidden", count > 0);
  if (shown) shown.textContent = count === rows.length ? `${count}` : `${count} of ${rows.length}`;
}

form?.addEventListener("input", (event) => {
  const data = new FormData(form);
  if (event.target instanceof HTMLSelectElement) {
    list?.append(...rows.toSorted(orders[textOf(data, "order")]).map(({ element }) => element));
  }
  filter(data);
});
form?.addEventListener("submit", (event) => event.preventDefault());
if (form) {
  form.hidden = false;
  filter(new FormData(form));
}
