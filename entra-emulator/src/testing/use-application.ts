import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import type { SynchronizationJob } from "../tenant/model.ts";
import { createApplication, type TestApplication } from "./application.ts";
import { TestClient } from "./client.ts";

export interface ApplicationKit {
  readonly emulator: Emulator;
  readonly client: TestClient;
  /** Made anew for each test. */
  readonly app: TestApplication;
  /** The application's job as the tenant has it. */
  job(): SynchronizationJob;
}

/** An emulator for the tests of a file, with an application for each of them. To be called outside of tests. */
export function useApplication(): ApplicationKit {
  let started: { readonly emulator: Emulator; readonly client: TestClient };
  let app: TestApplication;

  beforeAll(async () => {
    const emulator = await startEmulator();
    started = { emulator, client: await TestClient.of(emulator) };
  });

  beforeEach(async () => {
    app = await createApplication(started.client);
  });

  afterAll(async () => {
    await started.client.close();
    await started.emulator.close();
  });

  return {
    get emulator() {
      return started.emulator;
    },
    get client() {
      return started.client;
    },
    get app() {
      return app;
    },
    job() {
      const found = started.emulator.store.tenant.jobs.get(app.jobId);
      if (found === undefined) throw new Error("the job is gone");
      return found;
    },
  };
}
