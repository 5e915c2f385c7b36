import type { PropertyMap } from "../../../runtime/property-map/property-map.ts";
import type { EmulatedEntra, EmulatedJob } from "../../../testing/emulator.ts";
import { readDocument, type SchemaDocument, sectionOf } from "../document.ts";

export const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";
export const TYPE = "SynchronizationSchema";

/** Inputs that add an attribute and a mapping, alter a mapping and switch one off. */
export function inputsFor(job: EmulatedJob): PropertyMap {
  return {
    ...job,
    attributes: [{ name: PROFILE }],
    mappings: [
      { targetAttributeName: PROFILE, constant: "recording" },
      { targetAttributeName: "externalId", attribute: "objectId" },
    ],
    disabledMappings: [{ targetAttributeName: "preferredLanguage" }],
  };
}

/** The schema of a job as Graph shows it. */
export class LiveSchema {
  readonly #entra: EmulatedEntra;
  readonly #path: string;

  constructor(entra: EmulatedEntra, { servicePrincipalId, jobId }: EmulatedJob) {
    this.#entra = entra;
    this.#path = `/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}/schema`;
  }

  async read(): Promise<SchemaDocument> {
    return readDocument(await this.#entra.graph("GET", this.#path));
  }

  /** What an administrator does in the admin center. */
  async edit(change: (document: SchemaDocument) => void): Promise<void> {
    const document = await this.read();
    change(document);
    await this.#entra.graph("PUT", this.#path, document);
  }

  /** The rules and directories, which are all that an owner may change. */
  async content(): Promise<unknown> {
    const { directories, synchronizationRules } = await this.read();
    return { directories, synchronizationRules };
  }

  async userMappings() {
    return userMappings(await this.read());
  }
}

export function userMappings(document: SchemaDocument) {
  return sectionOf(document, "User").mapping.attributeMappings;
}
