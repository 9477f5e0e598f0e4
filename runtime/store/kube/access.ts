/**
 * The address of an API server, and the credentials for it.
 *
 * @module
 */

export interface Access {
  /** The URL, e.g. `https://host:port`. It may have a path, but no slash at the end. */
  readonly server: string;
  /** The default namespace. */
  readonly namespace?: string;
  /** Certificates, client key and proxy for `Deno.createHttpClient`. */
  readonly http: Deno.CreateHttpClientOptions;
  /**
   * Returns the Authorization header; undefined if there is none. `refused`: the server has refused the last header, so
   * the credentials are read again.
   */
  readonly authorization: (refused: boolean) => Promise<string | undefined>;
}

/** There is no access, e.g. because of an unreadable kubeconfig or an unusable option. The message is for the user. */
export class AccessError extends Error {
  override readonly name = "AccessError";
}
