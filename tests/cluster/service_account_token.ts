import type { ApiClient, KubernetesObject } from "./api_client.ts";

/** For whom a token is bound. */
export interface TokenOptions {
  /** The Pod of the same namespace to bind it to: the token then also names the Pod's Node, as those of real Pods do. */
  readonly pod?: string;
}

interface TokenRequest extends KubernetesObject {
  readonly status: { readonly token: string };
}

/** A token of a ServiceAccount that exists, good for an hour, by the TokenRequest API. */
export async function requestToken(
  api: ApiClient,
  account: { readonly namespace: string; readonly name: string },
  { pod }: TokenOptions = {},
): Promise<string> {
  const { namespace, name } = account;
  const boundObjectRef = pod === undefined ? {} : { boundObjectRef: { apiVersion: "v1", kind: "Pod", name: pod } };
  const { status } = await api.request<TokenRequest>(
    "POST",
    `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    { spec: boundObjectRef },
  );
  return status.token;
}
