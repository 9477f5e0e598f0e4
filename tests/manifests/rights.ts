/**
 * The rules of the components, one right at a time.
 *
 * @module
 */

import type { ApiClient, KubernetesObject } from "../cluster/api_client.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const namespace = "metallb-system";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Role extends KubernetesObject {
  readonly rules: readonly Rule[];
}

/** One verb on one resource, and the role that gives it. */
export interface Right {
  readonly path: string;
  readonly role: Role;
  readonly group: string;
  /** With its subresource: `services/status`. */
  readonly resource: string;
  readonly verb: string;
}

/** `patch services/status`. */
export function nameOf({ verb, resource }: Pick<Right, "verb" | "resource">): string {
  return `${verb} ${resource}`;
}

/** All rights that the Role and the ClusterRole of this name give. */
export async function rightsOf(api: ApiClient, name: string): Promise<readonly Right[]> {
  const paths = [`${rbac}/clusterroles/${name}`, `${rbac}/namespaces/${namespace}/roles/${name}`];
  const roles = await Promise.all(paths.map(async (path) => ({ path, role: await api.request<Role>("GET", path) })));
  return roles.flatMap(({ path, role }) =>
    role.rules.flatMap(({ apiGroups: [group = ""], resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ path, role, group, resource, verb })))
    )
  );
}

/** The rules of its role without this right. */
function rulesWithout({ role, resource, verb }: Right): readonly Rule[] {
  return role.rules.flatMap((rule) => {
    if (!rule.resources.includes(resource)) return [rule];
    const others = { ...rule, resources: rule.resources.filter((each) => each !== resource) };
    const rest = { ...rule, resources: [resource], verbs: rule.verbs.filter((each) => each !== verb) };
    return [others, rest].filter(({ resources, verbs }) => resources.length > 0 && verbs.length > 0);
  });
}

/** Takes the right away while the function runs. */
export async function without(api: ApiClient, right: Right, fn: () => Promise<void>): Promise<void> {
  await api.request("PATCH", right.path, { rules: rulesWithout(right) });
  try {
    await fn();
  } finally {
    await api.request("PATCH", right.path, { rules: right.role.rules });
  }
}

/** Whether the API server would let the user do it now. */
export async function isAllowed(api: ApiClient, user: string, { group, resource, verb }: Right): Promise<boolean> {
  const [name, subresource] = resource.split("/");
  const resourceAttributes = {
    group,
    resource: name,
    verb,
    namespace,
    ...(subresource !== undefined && { subresource }),
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
