import type { Service } from "../service.ts";
import type { Page } from "./page.ts";
import type { Session } from "./session.ts";

/** A request for a page, of a person who is signed in. */
export interface ConsoleRequest {
  readonly session: Session;
  /** The tenant in the path, which exists; empty where the path has none. */
  readonly tenant: string;
  /** Id of the resource, token, client or trust in the path. */
  readonly id: string;
  /** Id of the client's secret in the path. */
  readonly secret: string;
  readonly query: URLSearchParams;
  /** What a form sent; empty for a GET. An empty field counts as left out. */
  readonly form: ReadonlyMap<string, string>;
  readonly requestId: string;
}

/** Where the browser goes next, so that a reload does not send a form again. */
export interface Redirect {
  readonly location: string;
}

export type PageEndpoint = (service: Service, request: ConsoleRequest) => Promise<Page | Redirect>;
