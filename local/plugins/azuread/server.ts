import { listen, type Listening } from "../../../provider/runtime/server/listen.ts";
import { Provider, type ProviderOptions } from "./provider.ts";
import { providerService } from "./service.ts";

/**
 * Serves the stand-in on a free port of 127.0.0.1.
 *
 * @param engineAddress `host:port` of the engine; without it, messages go nowhere
 */
export async function startServer(
  options: ProviderOptions,
  engineAddress: string | undefined,
): Promise<Listening> {
  const provider = new Provider(options);
  const listening = await listen(providerService(provider, engineAddress));
  return {
    port: listening.port,
    stop: () => {
      provider.cancel();
      listening.stop();
    },
  };
}
