/**
 * The rights of the components, as single rights that a test can remove.
 *
 * @module
 */

import { type ApiClient, ApiError, type KubernetesObject } from "../cluster/machine/api_client.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const namespace = "metallb-system";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Role extends KubernetesObject {
  readonly rules?: readonly Rule[];
}

/** One verb on one resource, and the role that grants it. */
export interface Right {
  readonly path: string;
  readonly role: Role;
  readonly group: string;
  /** The resource with its subresource: `services/status`. */
  readonly resource: string;
  readonly verb: string;
  /** The name of the only object that the right is for; absent: all objects. */
  readonly object?: string;
}

/** The name of a right, e.g. `patch services/status`. */
export function nameOf({ verb, resource }: Pick<Right, "verb" | "resource">): string {
  return `${verb} ${resource}`;
}

/** All rights that the Role and the ClusterRole of this name grant; one of the two may be missing. */
export async function rightsOf(api: ApiClient, name: string): Promise<readonly Right[]> {
  const paths = [`${rbac}/clusterroles/${name}`, `${rbac}/namespaces/${namespace}/roles/${name}`];
  const found = await Promise.all(
    paths.map(async (path) => ({ path, role: await api.request<Role>("GET", path).catch(undefinedIfMissing) })),
  );
  const roles = found.flatMap(({ path, role }) => role === undefined ? [] : [{ path, role }]);
  if (roles.length === 0) throw new Error(`There is neither a Role nor a ClusterRole ${name}`);
  return roles.flatMap(({ path, role }) =>
    (role.rules ?? []).flatMap(({ apiGroups: [group = ""], resources, verbs, resourceNames: [object] = [] }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({ path, role, group, resource, verb, ...(object !== undefined && { object }) }))
      )
    )
  );
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof ApiError) || error.status !== 404) throw error;
}

/** The rules of the right's role without the right. */
function rulesWithout({ role, resource, verb }: Right): readonly Rule[] {
  return (role.rules ?? []).flatMap((rule) => {
    if (!rule.resources.includes(resource)) return [rule];
    const others = { ...rule, resources: rule.resources.filter((each) => each !== resource) };
    const rest = { ...rule, resources: [resource], verbs: rule.verbs.filter((each) => each !== verb) };
    return [others, rest].filter(({ resources, verbs }) => resources.length > 0 && verbs.length > 0);
  });
}

/** Removes the right while `fn` runs. */
export async function without(api: ApiClient, right: Right, fn: () => Promise<void>): Promise<void> {
  await api.request("PATCH", right.path, { rules: rulesWithout(right) });
  try {
    await fn();
  } finally {
    await api.request("PATCH", right.path, { rules: right.role.rules ?? [] });
  }
}

/** True if, according to the API server, the user has this right now. */
export async function isAllowed(
  api: ApiClient,
  user: string,
  { group, resource, verb, object }: Right,
): Promise<boolean> {
  const [name, subresource] = resource.split("/");
  const resourceAttributes = {
    group,
    resource: name,
    verb,
    namespace,
    ...(subresource !== undefined && { subresource }),
    ...(object !== undefined && { name: object }),
  };
  const review = {
    kind: "SubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    spec: { user, resourceAttributes },
  };
  const answer = await api.request<KubernetesObject & { readonly status: { readonly allowed: boolean } }>(
    "POST",
    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    review,
  );
  return answer.status.allowed;
}
