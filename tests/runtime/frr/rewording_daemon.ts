/**
 * A daemon behind a Unix socket. It writes statements in another form than it received, as FRR does: a prefix list with
 * a sequence number, and the communities of a route map in ascending order.
 *
 * @module
 */

export class RewordingDaemon implements AsyncDisposable {
  readonly path: string;
  readonly #listener: Deno.UnixListener;
  readonly #served: Promise<void>;
  readonly #lists = new Set<string>();
  /** By route map: its lines. */
  readonly #maps = new Map<string, Set<string>>();
  #map: string | undefined;

  constructor(folder: string) {
    this.path = `${folder}/bgpd.vty`;
    this.#listener = Deno.listen({ transport: "unix", path: this.path });
    this.#served = this.#serve();
  }

  /** The running configuration. */
  get running(): string {
    const maps = [...this.#maps].map(([line, inner]) =>
      [line, ...[...inner].map((each) => ` ${each}`), "exit"].join("\n")
    );
    return [...this.#lists, ...maps].join("\n");
  }

  /** Carries the commands out as if another program had sent them. */
  obey(...commands: readonly string[]): void {
    for (const command of commands) this.#obey(command);
  }

  #obey(command: string): void {
    const isGone = command.startsWith("no ");
    const line = command.replace(/^no /, "");
    if (line.startsWith("ip prefix-list ")) {
      const shown = line.replace(/^(ip prefix-list \S+) (permit|deny)/, "$1 seq 5 $2");
      isGone ? this.#lists.delete(shown) : this.#lists.add(shown);
    } else if (line.startsWith("route-map ")) {
      if (isGone) this.#maps.delete(line);
      else this.#maps.set(this.#map = line, this.#maps.get(line) ?? new Set());
    } else if (line.startsWith("set community")) {
      const [, , ...words] = line.split(" ");
      const lines = this.#maps.get(this.#map ?? "");
      lines?.clear();
      if (!isGone) lines?.add(`set community ${words.sort().join(" ")}`);
    } else if (command === "exit" || command === "end") this.#map = undefined;
  }

  async #serve(): Promise<void> {
    for await (const connection of this.#listener) {
      const buffer = new Uint8Array(65_536);
      let waiting = "";
      for (let read = await connection.read(buffer); read !== null; read = await connection.read(buffer)) {
        const commands = (waiting + new TextDecoder().decode(buffer.subarray(0, read))).split("\0");
        waiting = commands.pop() ?? "";
        for (const command of commands) {
          this.#obey(command);
          const words = command === "show running-config" ? this.running : "";
          await connection.write(new TextEncoder().encode(`${words}\0\0\0\0`));
        }
      }
      connection.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#served;
  }
}
