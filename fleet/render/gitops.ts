import type { Manifest, OperatorSettings } from "./settings.ts";

/**
 * Argo CD's health of a Stack, for `resource.customizations.health.pulumi.com_Stack` in `argocd-cm`: without it Argo CD
 * takes a Stack for healthy as soon as the object exists.
 */
const ARGO_HEALTH = `hs = { status = "Progressing", message = "Waiting for the operator" }
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    if condition.type == "Stalled" and condition.status == "True" then
      return { status = "Degraded", message = condition.message }
    end
    if condition.type == "Reconciling" and condition.status == "True" then
      hs = { status = "Progressing", message = condition.message }
    end
    if condition.type == "Ready" and condition.status == "True" then
      hs = { status = "Healthy", message = condition.message }
    end
  end
end
return hs
`;

/** Where the rendered folder is in Git. */
export interface RenderedIn {
  readonly repository: string;
  readonly revision: string;
  /** Folder in the repository. */
  readonly path: string;
}

/** What Argo CD applies. */
export function argoCdApplication(
  name: string,
  { namespace }: OperatorSettings,
  where: RenderedIn,
): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: {
      project: "default",
      source: { repoURL: where.repository, targetRevision: where.revision, path: where.path },
      destination: { server: "https://kubernetes.default.svc", namespace },
      // A customer who leaves the file stays until `fleet destroy`.
      syncPolicy: { automated: { prune: false, selfHeal: true } },
    },
  };
}

/** A patch of Argo CD's own ConfigMap: `kubectl patch configmap argocd-cm -n argocd --patch-file FILE`. */
export function argoCdHealth(): object {
  return { data: { "resource.customizations.health.pulumi.com_Stack": ARGO_HEALTH } };
}

/** What Flux 2.5 or newer needs: the Kustomization, with the health of Stacks. */
export function flux(name: string, where: RenderedIn): Manifest[] {
  const metadata = { name, namespace: "flux-system" };
  return [
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata,
      spec: { interval: "5m", url: where.repository, ref: { branch: where.revision } },
    },
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata,
      spec: {
        interval: "10m",
        path: `./${where.path}`,
        // A customer who leaves the file stays until `fleet destroy`.
        prune: false,
        sourceRef: { kind: "GitRepository", name },
        wait: true,
        timeout: "2h",
        healthCheckExprs: [
          {
            apiVersion: "pulumi.com/v1",
            kind: "Stack",
            current: "status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')",
            failed: "status.conditions.exists(c, c.type == 'Stalled' && c.status == 'True')",
          },
        ],
      },
    },
  ];
}
