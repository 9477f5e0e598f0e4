import type { ApiClient, KubernetesObject } from "./api_client.ts";

/** The object to which a token is bound. */
export interface TokenOptions {
  /** A Pod of the same namespace. If given, the token also contains the Pod's Node, like the tokens of real Pods. */
  readonly pod?: string;
}

interface TokenRequest extends KubernetesObject {
  readonly status: { readonly token: string };
}

/** Requests a token for an existing ServiceAccount from the TokenRequest API. The token is valid for an hour. */
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
