import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import type { Application } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { badRequest } from "./error.ts";
import { type GraphRequest, noContent, ok, parseBody } from "./request.ts";
import type { Route } from "./route.ts";

const passwordCredential = z.looseObject({
  displayName: z.string().max(120).nullish(),
  startDateTime: z.iso.datetime({ offset: true }).nullish(),
  endDateTime: z.iso.datetime({ offset: true }).nullish(),
});

const kept = z.array(z.looseObject({ keyId: z.string() }));

/** Days that a client secret is good for when nothing else was asked: two years. */
const DEFAULT_LIFETIME_DAYS = 730;

/** `addPassword` and `removePassword` of an application. The secret itself is told once and kept nowhere. */
export function applicationPasswordRoutes(
  store: TenantStore,
  find: (request: GraphRequest) => Application,
): Route[] {
  return [
    {
      method: "POST",
      path: "/applications/:id/addPassword",
      permission: "writeApplications",
      handle: (request) => {
        const application = find(request);
        const wanted = z.looseObject({ passwordCredential: passwordCredential.default({}) });
        const given = parseBody(request, wanted).passwordCredential;
        const now = store.clock.now().getTime();
        const secretText = randomBytes(30).toString("base64url");
        const credential = {
          customKeyIdentifier: null,
          displayName: given.displayName ?? null,
          endDateTime: given.endDateTime ?? new Date(now + DEFAULT_LIFETIME_DAYS * 86_400_000).toISOString(),
          hint: secretText.slice(0, 3),
          keyId: randomUUID(),
          secretText: null,
          startDateTime: given.startDateTime ?? new Date(now).toISOString(),
        };
        application.properties["passwordCredentials"] = [...held(application), credential];
        store.touch();
        return ok({ ...credential, secretText });
      },
    },
    {
      method: "POST",
      path: "/applications/:id/removePassword",
      permission: "writeApplications",
      handle: (request) => {
        const application = find(request);
        const { keyId } = parseBody(request, z.looseObject({ keyId: z.string() }));
        const before = held(application);
        const after = before.filter((credential) => credential.keyId !== keyId);
        if (after.length === before.length)
          throw badRequest(`No password credential found with keyId ${keyId}.`);
        application.properties["passwordCredentials"] = after;
        store.touch();
        return noContent;
      },
    },
  ];
}

function held(application: Application): z.infer<typeof kept> {
  return kept.parse(application.properties["passwordCredentials"] ?? []);
}
