import type { Context } from "../http/router.ts";
import { documentText, html, type Content } from "./html.ts";
import type { Session } from "./session.ts";

/** A page that an endpoint of the console answers with. */
export interface Page {
  readonly status?: number;
  readonly title: string;
  /** The tenant that it is about: its pages are in the menu. */
  readonly tenant?: string | undefined;
  readonly body: Content;
}

/** Nothing from outside the origin, no inline script or style, in no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const TENANT_PAGES = [
  ["people", "People and groups"],
  ["refused", "Refused requests"],
  ["requests", "All requests"],
  ["connect", "Connect"],
  ["tokens", "Tokens"],
  ["clients", "Clients"],
  ["trusts", "Trusts"],
  ["settings", "Settings"],
] as const;

/** What every answer of the console says to the browser. */
export function protect(ctx: Context): void {
  ctx.set({
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
  });
}

/** Answers with a page, which nothing on its way may keep. */
export function sendPage(ctx: Context, page: Page, session: Session | undefined): void {
  ctx.status = page.status ?? 200;
  ctx.set({ "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
  ctx.body = documentText(documentOf(page, session, ctx.path));
}

function documentOf(page: Page, session: Session | undefined, path: string) {
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${page.title} · SCIM console</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/console/assets/uplot.css" />
      <link rel="stylesheet" href="/console/assets/console.css" />
      <link rel="stylesheet" href="/console/assets/forms.css" />
      <script type="module" src="/console/assets/console.js"></script>
    </head>
    <body>
      <a class="skip" href="#main">Skip to the page</a>
      <header>
        <a class="brand" href="/console">SCIM console</a>
        ${session && menu(session, path)}
      </header>
      ${session && page.tenant !== undefined && tenantMenu(page.tenant, path)}
      <main id="main">
        <h1>${page.title}</h1>
        ${page.body}
      </main>
    </body>
  </html>`;
}

function menu(session: Session, path: string): Content {
  return html`<nav aria-label="Console">
      ${link("/console", "Home", path)} ${link("/console/audit", "Audit log", path)}
    </nav>
    ${postForm(
      session,
      "/console/sign-out",
      html`<span class="muted">${session.who}</span> <button class="quiet">Sign out</button>`,
      "sign-out",
    )}`;
}

function tenantMenu(tenant: string, path: string): Content {
  return html`<nav class="tenant" aria-label=${`Tenant ${tenant}`}>
    <strong>${tenant}</strong>
    ${TENANT_PAGES.map(([name, label]) => link(tenantPath(tenant, name), label, path))}
  </nav>`;
}

function link(href: string, label: string, path: string): Content {
  return html`<a href=${href} aria-current=${href === path ? "page" : undefined}>${label}</a>`;
}

export function tenantPath(tenant: string, ...rest: readonly string[]): string {
  return ["/console/tenants", ...[tenant, ...rest].map((part) => encodeURIComponent(part))].join("/");
}

/** A form that changes something, with the session's token against forms of other sites. */
export function postForm(session: Session, action: string, content: Content, name?: string): Content {
  return html`<form method="post" action=${action} class=${name}>
    <input type="hidden" name="csrf" value=${session.csrf} />
    ${content}
  </form>`;
}
