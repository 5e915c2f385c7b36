import { readAudit } from "../../store/audit.ts";
import { html, table, time } from "../html.ts";
import type { PageEndpoint } from "../request.ts";

const MOST = 200;

/** `GET /console/audit`: what people did here, newest first. */
export const auditPage: PageEndpoint = async ({ database }) => {
  const entries = await readAudit(database, MOST);
  return {
    title: "Audit log",
    body:
      entries.length === 0
        ? html`<p>Nobody has changed anything here yet.</p>`
        : table(
            "Audit log",
            ["When", "Who", "What", "Tenant", "To what", "Outcome"],
            entries.map(
              ({ at, who, action, tenant, subject, outcome }) =>
                html`<tr>
                  <th scope="row">${time(at)}</th>
                  <td>${who}</td>
                  <td>${action.replace("console.", "")}</td>
                  <td>${tenant}</td>
                  <td class="break">${subject}</td>
                  <td>${outcome ?? "not known: the service ended"}</td>
                </tr>`,
            ),
          ),
  };
};
