import { toScimError } from "../http/errors.ts";
import type { Context } from "../http/router.ts";
import { OAuthError } from "../oauth/error.ts";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { html } from "./html.ts";
import type { Page } from "./page.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "Something in the form is wrong",
  403: "Not allowed",
  404: "Not found",
  409: "Not possible now",
};

/** What went wrong, in words for the person who sees it. */
export function errorPage(service: Service, ctx: Context, error: unknown): Page {
  const { requestId, operation } = ctx.state;
  const { status, message } =
    error instanceof OAuthError
      ? new ScimError(400, error.message)
      : toScimError(error, service.log, requestId, operation);
  if (!ctx.req.readableEnded) ctx.req.resume();
  return {
    status,
    title: TITLES[status] ?? "It did not work",
    body: html`<p class="notice">${message}.</p>
      <p class="muted">Request <code>${requestId}</code></p>
      <p><a href="/console">To the first page</a></p>`,
  };
}
