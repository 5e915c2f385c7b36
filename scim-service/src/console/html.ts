import { html, type Content, type VNode } from "htm/preact";
import { renderToString } from "preact-render-to-string";

export { html, type Content };

/** A whole document as text; what it quotes is escaped. */
export function documentText(root: VNode): string {
  return `<!doctype html>${renderToString(root)}`;
}

/** A moment as people read it, in UTC; the exact one is in `datetime`. */
export function time(at: string): Content {
  return html`<time datetime=${at}>${at.slice(0, 10)} ${at.slice(11, 19)}</time>`;
}

/** A value with a button that copies it; without scripts it is selected by hand. */
export function copyable(value: string, what: string): Content {
  return html`<span class="copyable"
    ><code>${value}</code
    ><button type="button" class="quiet" data-copy=${value} aria-label=${`Copy ${what}`}>Copy</button></span
  >`;
}

/** A table that scrolls by itself where it is too wide. */
export function table(caption: string, head: readonly string[], rows: readonly Content[]): Content {
  return html`<div class="scroll" role="group" aria-label=${caption} tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
