/**
 * A free TCP port at 127.0.0.1, below the kernel's range for outgoing connections. So no outgoing connection uses the
 * port before the caller's program does.
 */
export function freePort(): number {
  for (let tries = 0; tries < 100; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("Cannot find a free port: 100 between 20000 and 30000 were in use");
}
