import { CancelledError, ProviderError } from "../runtime/error.ts";
import { GUIDE } from "../guide.ts";
import type { Login } from "../graph/client.ts";
import type { HttpClient, Run } from "../runtime/http/client.ts";
import { findCloud } from "./cloud.ts";
import { type Configuration, type Environment, withEnvironment } from "./configuration.ts";
import { chooseCredential } from "./credential.ts";

/** A token this near to its end is not used any more; milliseconds. */
const MARGIN = 5 * 60_000;

/**
 * Logs in when Graph is first called, and once for everybody who calls it. After a failure the next call tries again.
 */
export function lazyLogin(
  given: Configuration,
  environment: Environment,
  http: HttpClient,
): (run: Run) => Promise<Login> {
  let login: Promise<Login> | undefined;
  return (run) => {
    login ??= logIn(withEnvironment(given, environment), http, run).catch((error: unknown) => {
      login = undefined;
      throw error;
    });
    return login;
  };
}

async function logIn(configuration: Configuration, http: HttpClient, run: Run): Promise<Login> {
  const cloud = await findCloud(configuration, http, run);
  let chosen = await chooseCredential(configuration, cloud, http, run);
  let token: { token: string; expiresOnTimestamp: number } | undefined;
  let pending: Promise<string> | undefined;

  async function acquire(): Promise<string> {
    try {
      const scope = `${cloud.graphUrl}/.default`;
      const acquired = await chosen.credential.getToken(scope, { abortSignal: run.signal });
      if (acquired === null) throw new ProviderError(`The login by ${chosen.name} gave no token.`);
      token = acquired;
      return acquired.token;
    } catch (error) {
      if (run.signal.aborted) throw new CancelledError();
      if (error instanceof ProviderError) throw error;
      throw new ProviderError(
        `Step ${GUIDE.signIn.number} of the guide (${GUIDE.signIn.name}): login to ${cloud.loginUrl} by ` +
          `${chosen.name} failed. ${reasonOf(error)}`,
      );
    }
  }

  return {
    graphUrl: cloud.graphUrl,
    token: async (fresh) => {
      if (!fresh && token !== undefined && token.expiresOnTimestamp - Date.now() > MARGIN) return token.token;
      if (fresh && pending === undefined) {
        // A credential keeps its tokens, so that only another one asks anew.
        chosen = await chooseCredential(configuration, cloud, http, run);
      }
      pending ??= acquire().finally(() => {
        pending = undefined;
      });
      return pending;
    },
  };
}

/** The first line of what the login service or library says; the rest are trace ids and time stamps. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]?.slice(0, 500) ?? "";
}
