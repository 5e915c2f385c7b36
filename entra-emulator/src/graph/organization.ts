import { ok } from "./request.ts";
import type { GraphServices, Route } from "./route.ts";

/** Entra ID P1 by its service plan, and the product that carries it. */
const premiumPlan = { id: "41781fb2-bc02-4b7c-bd55-b576c07bb09d", name: "AAD_PREMIUM" } as const;
const premiumSku = { id: "078d2b04-f1bd-4111-bbd4-b4b1b354cef4", name: "AAD_PREMIUM" } as const;

/** `/organization` and `/subscribedSkus`: who the tenant is and what it has licences for. */
export function organizationRoutes({ settings, store }: GraphServices): Route[] {
  return [
    {
      method: "GET",
      path: "/organization",
      permission: "readOrganization",
      handle: () => {
        const { displayName, domain, id } = store.tenant;
        const plan = {
          service: "AADPremiumService",
          servicePlanId: premiumPlan.id,
          capabilityStatus: "Enabled",
        };
        return ok({
          value: [
            {
              id,
              displayName,
              tenantType: "AAD",
              assignedPlans: settings.premium ? [{ assignedDateTime: "2026-01-01T00:00:00Z", ...plan }] : [],
              verifiedDomains: [
                { name: domain, type: "Managed", isDefault: true, isInitial: true, capabilities: "Email" },
              ],
            },
          ],
        });
      },
    },
    {
      method: "GET",
      path: "/subscribedSkus",
      permission: "readOrganization",
      handle: () => {
        const sku = {
          id: `${store.tenant.id}_${premiumSku.id}`,
          skuId: premiumSku.id,
          skuPartNumber: premiumSku.name,
          appliesTo: "User",
          capabilityStatus: "Enabled",
          consumedUnits: store.tenant.users.size,
          prepaidUnits: { enabled: store.tenant.users.size + 25, suspended: 0, warning: 0 },
          servicePlans: [
            {
              servicePlanId: premiumPlan.id,
              servicePlanName: premiumPlan.name,
              provisioningStatus: "Success",
              appliesTo: "User",
            },
          ],
        };
        return ok({ value: settings.premium ? [sku] : [] });
      },
    },
  ];
}
