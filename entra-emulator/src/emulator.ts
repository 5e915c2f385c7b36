import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import os from "node:os";
import path from "node:path";
import { controlRouter } from "./control/router.ts";
import type { Directory } from "./directory/model.ts";
import { ProvisioningEngine } from "./engine/index.ts";
import { EmulatorError } from "./error.ts";
import { MICROSOFT_GRAPH_APP_ID, microsoftGraphAppRoles } from "./graph/granted-permissions.ts";
import { batchRouter } from "./graph/batch.ts";
import { graphRouter } from "./graph/router.ts";
import type { GraphServices } from "./graph/route.ts";
import { graphRoutes } from "./graph/routes.ts";
import { Visibility } from "./graph/visibility.ts";
import { createApp } from "./http/app.ts";
import { Faults } from "./http/faults.ts";
import { type Dispatch, loopback } from "./http/loopback.ts";
import { RequestLog } from "./http/request-log.ts";
import { FederatedAssertions } from "./login/assertions.ts";
import { loginRouter } from "./login/router.ts";
import { AccessTokens } from "./login/tokens.ts";
import { Scheduler } from "./scheduler.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import type { Tenant } from "./tenant/model.ts";
import { emptyDirectory, newTenant } from "./tenant/new-tenant.ts";
import { TenantFile } from "./tenant/persistence.ts";
import { TenantStore } from "./tenant/store.ts";
import { issueServerCertificate } from "./tls/authority.ts";

export interface EmulatorOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Where the certificate authority and the tenant are kept; default: a temporary folder that `close` removes. */
  readonly stateFolder?: string;
  /** The directory of a new tenant, when none is kept in the state folder; default: an empty one. */
  readonly directory?: Directory;
  /** GUID; default: a fixed one. A tenant that is kept in the state folder has its own. */
  readonly tenantId?: string;
  /** The deploying application's client id; default: a fixed one. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly settings?: Partial<Settings>;
}

export interface Emulator {
  /** `https://localhost:PORT`, of login, Graph and the control paths. */
  readonly origin: string;
  readonly port: number;
  /** PEM, for `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`. */
  readonly caCertificateFile: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The tenant itself, for callers in the same process. */
  readonly store: TenantStore;
  /** Waits for running cycles, saves the tenant and stops. */
  close(): Promise<void>;
}

const DEFAULT_TENANT_ID = "5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41";
const DEFAULT_CLIENT_ID = "c2b7a5d4-0e7f-4b53-8d7e-91f1f0b7a6c3";
/** No secret: it opens nothing but an emulator on loopback. */
const DEFAULT_CLIENT_SECRET = "emulated-client-secret";
const DEPLOYER_OBJECT_ID = "7d0e3c55-2f0b-4c8e-a4d1-66f2b9e8c710";
const MICROSOFT_GRAPH_OBJECT_ID = "e0b9f3a8-51d6-4c3b-9f2d-0a7c4e5b8d12";

/**
 * How long an idle connection stays open. With Node's 5 s, a client on a busy machine uses one that is being closed: its
 * request is lost, and nobody may repeat a POST.
 */
const KEEP_ALIVE_MS = 75_000;

/** How often the scheduler looks for due cycles while time passes by itself. */
const AUTOMATIC_CYCLE_TICK_MS = 250;

/**
 * Starts the emulator on loopback.
 *
 * @throws {EmulatorError} when the port is taken or the state folder is unusable; nothing is left running then
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  await using opened = new AsyncDisposableStack();
  const stateFolder = await openStateFolder(options.stateFolder, opened);
  const clientId = options.clientId ?? DEFAULT_CLIENT_ID;
  const clientSecret = options.clientSecret ?? DEFAULT_CLIENT_SECRET;

  const file = new TenantFile(stateFolder, (error) => console.error(String(error)));
  const tenant = (await file.load()) ?? freshTenant(options, clientId);
  const store = new TenantStore(tenant, () => file.saveSoon(tenant));
  await file.save(tenant);
  opened.defer(() => file.save(tenant));

  const settings: Settings = { ...defaultSettings(), ...options.settings };
  const certificate = await issueServerCertificate(stateFolder);
  const { key, cert } = certificate;
  const server = createServer({ key, cert, keepAliveTimeout: KEEP_ALIVE_MS });
  const assertions = new FederatedAssertions(() => `https://localhost:${portOf(server)}/${tenant.id}/v2.0`);
  const engine = new ProvisioningEngine({
    settings,
    issueAssertion: (audience, objectId) => {
      const appId = tenant.servicePrincipals.get(objectId)?.appId ?? objectId;
      return assertions.issue({ audience, objectId, appId });
    },
  });
  const scheduler = new Scheduler(store, engine);
  opened.defer(() => scheduler.settle());

  const self = loopback(certificate.caCertificate);
  opened.defer(() => self.close());
  const app = emulatorApp({
    assertions,
    store,
    settings,
    engine,
    scheduler,
    clientId,
    clientSecret,
    dispatch: self.dispatch,
  });
  server.on("request", app);
  const port = await listen(server, options.port ?? 0);
  opened.defer(() => stop(server));

  const ticker = setInterval(() => {
    if (!settings.automaticCycles) return;
    scheduler.runDue().catch((error: unknown) => console.error("A cycle ended with an error:", error));
  }, AUTOMATIC_CYCLE_TICK_MS);
  opened.defer(() => clearInterval(ticker));

  const running = opened.move();
  return {
    origin: `https://localhost:${port}`,
    port,
    caCertificateFile: certificate.caCertificateFile,
    tenantId: tenant.id,
    clientId,
    clientSecret,
    store,
    close: () => running.disposeAsync(),
  };
}

/** The folder for state: the given one, or a temporary one that is removed in the end. */
async function openStateFolder(given: string | undefined, opened: AsyncDisposableStack): Promise<string> {
  if (given !== undefined) return path.resolve(given);
  const temporary = await mkdtemp(path.join(os.tmpdir(), "entra-emulator-"));
  opened.defer(() => rm(temporary, { recursive: true, force: true }));
  return temporary;
}

/** A tenant with the directory, the deploying application and Microsoft Graph's own service principal. */
function freshTenant(options: EmulatorOptions, clientId: string): Tenant {
  return newTenant(options.tenantId ?? DEFAULT_TENANT_ID, options.directory ?? emptyDirectory(), [
    { id: DEPLOYER_OBJECT_ID, appId: clientId, displayName: "Deployment", appRoles: [] },
    {
      id: MICROSOFT_GRAPH_OBJECT_ID,
      appId: MICROSOFT_GRAPH_APP_ID,
      displayName: "Microsoft Graph",
      appRoles: microsoftGraphAppRoles(),
    },
  ]);
}

interface AppParts extends Pick<GraphServices, "store" | "settings" | "engine"> {
  readonly assertions: FederatedAssertions;
  readonly scheduler: Scheduler;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly dispatch: Dispatch;
}

/** Login, Graph and the control paths behind one request listener. */
function emulatorApp({
  assertions,
  scheduler,
  clientId,
  clientSecret,
  dispatch,
  ...parts
}: AppParts): RequestListener {
  const { settings, store } = parts;
  const visibility = new Visibility(() => settings.visibilityDelayMs);
  const services = { ...parts, visibility, deployer: { clientId, objectId: DEPLOYER_OBJECT_ID } };
  const tokens = new AccessTokens();
  const requests = new RequestLog();
  const faults = new Faults();
  const login = {
    tenantId: store.tenant.id,
    tenantDomain: store.tenant.domain,
    objectId: DEPLOYER_OBJECT_ID,
  };
  const handle = createApp({
    requests,
    faults,
    store,
    routers: [
      loginRouter({ ...login, clientId, clientSecret, settings, tokens, assertions }),
      batchRouter(tokens, dispatch),
      graphRouter(services, graphRoutes(services), tokens),
      controlRouter({ store, settings, scheduler, faults, requests }),
    ],
  }).callback();
  return (request, response) => {
    void handle(request, response);
  };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new EmulatorError(`Port ${port} is in use. Stop what listens there, or choose another port.`);
    }
    throw error;
  }
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return address.port;
}
