/**
 * How an API server is reached, and as whom.
 *
 * @module
 */

export interface Access {
  /** `https://host:port`, perhaps with a path; no slash at the end. */
  readonly server: string;
  /** The namespace to work in when none is named. */
  readonly namespace?: string;
  /** Certificates, client key and proxy for `Deno.createHttpClient`. */
  readonly http: Deno.CreateHttpClientOptions;
  /**
   * The Authorization header, or undefined when there is none to send. `refused`: the server has just refused the last
   * one, so it is to be looked up anew.
   */
  readonly authorization: (refused: boolean) => Promise<string | undefined>;
}

/** Why there is no access: a kubeconfig that cannot be read, an option that cannot be honoured. For the user. */
export class AccessError extends Error {
  override readonly name = "AccessError";
}
