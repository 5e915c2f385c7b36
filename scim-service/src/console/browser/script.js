// What the pages do beyond links and forms. Without it they show the same.
import uPlot from "./uplot.js";

const LIVE_MS = 3000;
const HOUR = 3600;

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  if (button.dataset.copy !== undefined) {
    void copy(button, button.dataset.copy);
  }
  if (button.dataset.confirm !== undefined && !confirm(button.dataset.confirm)) event.preventDefault();
});

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

// A sign-in link holds the key behind `#`, which browsers send to nobody.
const signIn = document.querySelector("#sign-in");
if (signIn instanceof HTMLFormElement && location.hash.startsWith("#key=")) {
  const field = signIn.elements.namedItem("key");
  if (field instanceof HTMLInputElement) field.value = decodeURIComponent(location.hash.slice(5));
  history.replaceState(null, "", location.pathname);
  signIn.requestSubmit();
}

const live = document.querySelector("[data-live]");
if (live) {
  setInterval(() => {
    void refresh(live);
  }, LIVE_MS);
}

/** Shows what is new, unless somebody reads in what would be replaced. */
async function refresh(element) {
  if (document.hidden || element.contains(document.activeElement) || element.querySelector("details[open]"))
    return;
  const response = await fetch(location.href).catch(() => undefined);
  if (!response?.ok) return;
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = parsed.querySelector("[data-live]");
  if (next && next.innerHTML !== element.innerHTML) element.innerHTML = next.innerHTML;
}

const chart = document.querySelector("#chart");
if (chart instanceof HTMLElement) {
  draw(chart);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(chart));
}

/** A colour of the stylesheet as a canvas takes it: `light-dark()` is resolved only where it is used. */
function color(element, name) {
  element.style.color = `var(${name})`;
  const resolved = getComputedStyle(element).color;
  element.style.removeProperty("color");
  return resolved;
}

function hourText(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}

function dayOrHour(_plot, seconds) {
  return seconds.map((each) => {
    const [day, hour] = hourText(each).split(" ");
    return hour === "00:00" ? day.slice(5) : hour;
  });
}

/** Labels of an axis that counts. */
function whole(_plot, values) {
  return values.map((value) => (Number.isInteger(value) ? value : ""));
}

/** Draws the figures of the page's own table; an hour without a row had no request. */
function draw(element) {
  const counts = new Map(
    Array.from(document.querySelectorAll("tr[data-hour]"), (row) => [
      Date.parse(row.dataset.hour) / 1000,
      Array.from(row.querySelectorAll("td"), (cell) => Number(cell.textContent)),
    ]),
  );
  const now = Math.floor(Date.now() / 1000 / HOUR) * HOUR;
  const hours = Array.from(
    { length: Number(element.dataset.hours) },
    (_, index) => now - index * HOUR,
  ).toReversed();
  const axis = { stroke: color(element, "--muted"), grid: { stroke: color(element, "--line"), width: 1 } };
  const bars = uPlot.paths.bars({ size: [0.8, 40] });
  const series = (label, name) => ({
    label,
    stroke: color(element, name),
    fill: color(element, name),
    paths: bars,
    points: { show: false },
  });
  element.replaceChildren();
  const plot = new uPlot(
    {
      width: element.clientWidth,
      height: 220,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      scales: { y: { range: (_plot, _least, most) => [0, Math.max(5, most * 1.1)] } },
      axes: [
        { ...axis, values: dayOrHour },
        { ...axis, size: 60, values: whole },
      ],
      series: [
        { label: "Hour (UTC)", value: (_plot, seconds) => (seconds ? hourText(seconds) : "–") },
        series("Requests", "--new"),
        series("Refused", "--bad"),
      ],
    },
    [hours, ...[0, 1].map((column) => hours.map((hour) => counts.get(hour)?.[column] || null))],
    element,
  );
  new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 220 })).observe(element);
}
