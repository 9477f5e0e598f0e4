/**
 * The backend on a node of a lab: an HTTP server that answers with the node's name, or under `/bytes/N` with N bytes;
 * and a TCP echo server. Both listen on every address.
 *
 * @module
 */

export const httpPort = 80;
export const echoPort = 7;

/** Prints `ready` once both servers listen. Never ends. */
export async function serveBackend(name: string): Promise<void> {
  const hostname = "::";
  const http = Deno.serve({ hostname, port: httpPort, onListen: () => {} }, ({ url }) => {
    const bytes = /\/bytes\/(\d{1,9})/.exec(url)?.[1];
    return new Response(bytes === undefined ? `${name}\n` : new Uint8Array(Number(bytes)));
  });
  using echo = Deno.listen({ hostname, port: echoPort });
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
  for await (const connection of echo) {
    // A client may close the connection in the middle of a line: that is no error.
    connection.readable.pipeTo(connection.writable).catch(() => {});
  }
  await http.finished;
}
