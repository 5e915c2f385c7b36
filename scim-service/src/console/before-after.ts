import { html, table, type Content } from "./html.ts";

/** Most characters that are shown of a value: a large group has thousands of members. */
const MAX_VALUE = 2_000;

/** An attribute as it was and as it is; undefined where there was or is none. */
export interface ChangedAttribute {
  readonly name: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** What a change was about, attribute by attribute. */
export function beforeAndAfter(attributes: readonly ChangedAttribute[]): Content {
  return table(
    "Before and after",
    ["Attribute", "Before", "After"],
    attributes.map(
      ({ name, was, is }) =>
        html`<tr>
          <th scope="row" class="break">${name}</th>
          <td>${value(was)}</td>
          <td>${value(is)}</td>
        </tr>`,
    ),
  );
}

function value(given: unknown): Content {
  if (given === undefined) return html`<span class="muted">none</span>`;
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const shown = text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
  return html`<code class="break">${shown}</code>`;
}
