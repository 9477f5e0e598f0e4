/**
 * Waits until the status of a pool reports a fault.
 *
 * @module
 */

import type { Cluster } from "./cluster.ts";

interface Pool {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
    }[];
  };
}

/** Waits until a pool's status reports it as invalid, and returns the reason and message. */
export async function untilInvalid(
  { api }: Cluster,
  name: string,
): Promise<{ readonly reason: string; readonly message: string }> {
  const path =
    `/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools?fieldSelector=metadata.name%3D${name}`;
  const fault = (pool: Pool | undefined): { readonly reason: string; readonly message: string } | undefined =>
    pool?.status?.conditions?.find(({ type, status }) => type === "Valid" && status === "False");
  const [pool] = await api.until<Pool>(path, ([one]) => fault(one) !== undefined);
  return fault(pool) ?? { reason: "", message: "" };
}
