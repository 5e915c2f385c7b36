/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed; undefined where the body was empty. */
  readonly body: unknown;
}

const ANSWER_LIMIT_MS = 30_000;

/** Sends SCIM requests and takes every answer for an answer: only a broken or silent connection throws. */
export class ScimClient {
  readonly #scimUrl: string;
  readonly #token: string;

  constructor(scimUrl: string, token: string) {
    this.#scimUrl = scimUrl;
    this.#token = token;
  }

  /** @param body an object to send as JSON, or the bytes to send as they are. */
  async request(
    method: string,
    resource: string,
    body?: object | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(this.#scimUrl + resource, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        "content-type": "application/scim+json",
        ...headers,
      },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  }
}
