import { ADMIN_KEY, type TestService } from "../service.ts";

/** Somebody at the console without a browser: a cookie, and the forms of its pages. */
export class Person {
  readonly #service: TestService;
  cookie = "";

  constructor(service: TestService) {
    this.#service = service;
  }

  /** A page below `/console`, redirects not followed. */
  async get(path: string): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(`${this.#service.url}/console${path}`, {
      headers: { cookie: this.cookie },
      redirect: "manual",
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(`${this.#service.url}/console${path}`, {
      method: "POST",
      headers: { cookie: this.cookie, ...headers },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Sends a form as its page has it, with the session's token. */
  async submit(path: string, fields: Record<string, string> = {}) {
    const { text } = await this.get("/audit");
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
    return this.post(path, { csrf, ...fields });
  }

  async signIn(key = ADMIN_KEY): Promise<number> {
    const { status, headers } = await this.post("/sign-in", { key });
    this.cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    return status;
  }
}
