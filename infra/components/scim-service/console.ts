import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** How people sign in to the console at `/console` of the public URL. */
export interface ConsoleArgs {
  /** OpenID Connect issuer, such as `https://login.microsoftonline.com/<directory>/v2.0`. */
  readonly issuer: pulumi.Input<string>;
  /** Client id of the app registration; its redirect URI is the public URL and `/console/signed-in`. */
  readonly clientId: pulumi.Input<string>;
  /** Its client secret. */
  readonly clientSecret: pulumi.Input<string>;
}

/** Key of the client secret in its Secret. */
export const CLIENT_SECRET_KEY = "clientSecret";

/** The Secret that the release reads the client secret from. */
export interface ConsoleSecret {
  readonly name: pulumi.Input<string>;
  /** Changes with the client secret and tells nothing of it. */
  readonly checksum: pulumi.Input<string>;
}

/** Keeps the client secret of the console in a Secret of the namespace. */
export function consoleSecret(
  name: string,
  { clientSecret }: ConsoleArgs,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): ConsoleSecret {
  const given = pulumi.secret(clientSecret);
  const secret = new k8s.core.v1.Secret(
    `${name}-console`,
    {
      metadata: { name: `${name}-console`, namespace },
      stringData: { [CLIENT_SECRET_KEY]: given },
    },
    opts,
  );
  const checksum = pulumi.unsecret(given.apply((text) => createHash("sha256").update(text).digest("hex")));
  return { name: secret.metadata.name, checksum };
}
