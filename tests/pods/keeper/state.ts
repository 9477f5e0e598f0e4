/**
 * The files of the cluster that `deno task cluster up` has started. A machine has at most one such cluster.
 *
 * @module
 */

const folder = "/run/arpeggio-cluster";

export const state = {
  folder,
  /** The unix socket on which the keeper answers HTTP requests. */
  socket: `${folder}/keeper.sock`,
  /** The standard error of the keeper. */
  log: `${folder}/keeper.log`,
  kubeconfig: `${folder}/kubeconfig`,
} as const;

/** A request to the keeper: `down`, `client`, `kill/NODE`, or `start/NODE?kube-proxy-after=SECONDS`. */
export type Question = "down" | "client" | `kill/${string}` | `start/${string}`;

/**
 * Sends a request to the keeper, and returns its answer; undefined if no cluster is up. If the keeper refuses, throws
 * an error with its message.
 */
export async function ask(question: Question): Promise<string | undefined> {
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path: state.socket } });
  const response = await fetch(`http://keeper/${question}`, { method: "POST", client }).catch(
    async (error: unknown) => {
      const isUp = await Deno.connect({ transport: "unix", path: state.socket }).then(
        (one) => one.close(),
        () => "down",
      );
      if (isUp === "down") return undefined;
      throw error;
    },
  );
  const text = await response?.text();
  if (response?.ok === false) throw new Error(text);
  return text;
}
