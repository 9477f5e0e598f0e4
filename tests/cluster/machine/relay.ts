/**
 * `relay.ts FROM TO` forwards connections from one endpoint to another; each argument is an `Endpoint` as JSON.
 *
 * A unix socket in the file system can be reached from every network namespace. With two relays, the test process can
 * call an API server to which it has no route: the first relay runs in the lab and forwards a unix socket to the API
 * server; the second relay runs on the host and forwards a loopback port to that socket. The relays are separate
 * processes, so that their connections do not count as leaks of the test.
 * @module
 */

/** An end of a relay. */
export type Endpoint =
  | { readonly transport: "tcp"; readonly hostname: string; readonly port: number }
  | { readonly transport: "unix"; readonly path: string };

/** The command that runs a relay. */
export function relayCommand(from: Endpoint, to: Endpoint): [string, ...string[]] {
  const script = new URL(import.meta.url).pathname;
  return [Deno.execPath(), "run", "--no-config", "--no-lock", "-A", script, JSON.stringify(from), JSON.stringify(to)];
}

async function relay(from: Endpoint, to: Endpoint): Promise<void> {
  const listener = from.transport === "unix" ? Deno.listen(from) : Deno.listen(from);
  for await (const near of listener) void join(near, to);
}

/** Connects `near` with a new connection to `to`. If either connection breaks, both are closed. */
async function join(near: Deno.Conn, to: Endpoint): Promise<void> {
  try {
    const far = await dial(to);
    await Promise.allSettled([near.readable.pipeTo(far.writable), far.readable.pipeTo(near.writable)]);
  } catch {
    near.close();
  }
}

function dial(to: Endpoint): Promise<Deno.Conn> {
  return to.transport === "unix" ? Deno.connect(to) : Deno.connect(to);
}

if (import.meta.main) {
  const [from, to] = Deno.args.map((argument): Endpoint => JSON.parse(argument));
  if (from === undefined || to === undefined) {
    throw new Error(`Cannot relay: two ends are needed, got ${Deno.args.length}`);
  }
  await relay(from, to);
}
