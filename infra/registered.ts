import type * as pulumi from "@pulumi/pulumi";

/**
 * Waits until the engine has taken a resource: in a preview its checks have passed then, in an update it exists. When the
 * engine refuses it, the program is ended from outside and this never returns.
 */
export function registered(resource: pulumi.Resource): Promise<void> {
  return new Promise((resolve) => {
    resource.urn.apply(() => resolve());
  });
}
