import { readTenants } from "../../store/tenants.ts";
import { html } from "../html.ts";
import { postForm, tenantPath } from "../page.ts";
import type { PageEndpoint } from "../request.ts";

/** `GET …/settings`: what can be set of a tenant. */
export const settingsPage: PageEndpoint = async ({ database }, { session, tenant }) => {
  const [row] = await readTenants(database, tenant);
  const isReader = session.role !== "admin";
  const box = (name: string, checked: boolean | undefined, text: string) =>
    html`<label class="check"
      ><input
        type="checkbox"
        name=${name}
        value="on"
        checked=${checked === true}
        disabled=${isReader}
      />${" "}${text}</label
    >`;
  return {
    title: "Settings",
    tenant,
    body: postForm(
      session,
      tenantPath(tenant, "settings"),
      html`${box("strict", row?.strict, "Strict: nothing but the RFC. Entra needs the flag aadOptscim062020 then.")}
      ${box("bearerTokens", row?.bearerTokens, "Accept bearer tokens. Without, only OAuth access tokens.")}
      ${!isReader && html`<button>Save</button>`}`,
      "fields",
    ),
  };
};
