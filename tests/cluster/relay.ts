/**
 * Carries byte streams from one address to another: `relay.ts FROM TO`, each an Endpoint as JSON.
 *
 * A unix socket in the file system is reachable from every network namespace. So one relay in the lab, from a unix socket to
 * the API server, and one on the host, from a loopback port to that socket, let the test process call an API server that runs
 * where it has no route to. They are processes of their own, lest their connections count as leaks of the test.
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

/** Joins a connection with a new one to the other end. Either may break at any time: then both are closed. */
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
