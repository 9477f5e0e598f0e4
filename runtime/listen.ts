/**
 * An HTTP server of this program, at an address that its user chose.
 *
 * @module
 */

export interface ListenAddress {
  readonly hostname: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** The address cannot be had: for the user. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/** Serves until it is shut down. Throws `ListenError` when the address is taken or not this machine's. */
export function listen(
  { hostname, port }: ListenAddress,
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname, port, onListen: () => {} }, handler);
  } catch (error) {
    throw new ListenError(`Cannot listen on ${textOf({ hostname, port })}: ${reasonOf(error)}`);
  }
}

/** As one writes it in a URL: `127.0.0.1:9120`, `[::1]:9120`. */
export function textOf({ hostname, port }: ListenAddress): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) return "another program listens there";
  return error instanceof Error ? error.message : String(error);
}
