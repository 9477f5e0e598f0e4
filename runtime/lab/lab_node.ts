/**
 * A node of a lab: a host that serves, and its announcer.
 *
 * @module
 */

import type { EnteredProcess } from "./entered_process.ts";
import type { Host } from "./host.ts";

/** Where a command can be started. */
export type Place = Pick<Host, "spawn">;

/** Starts one of the lab's programs in some place; what it says goes to its log. */
export type StartProgram = (place: Place, log: string, args: readonly string[]) => EnteredProcess;

export class LabNode {
  #host: Host;
  readonly #start: StartProgram;
  readonly #announcerArguments: readonly string[];
  #announcer: EnteredProcess | undefined;
  #alive = true;

  constructor(host: Host, start: StartProgram, announcerArguments: readonly string[]) {
    this.#host = host;
    this.#start = start;
    this.#announcerArguments = announcerArguments;
    this.#serve();
  }

  get host(): Host {
    return this.#host;
  }
  get name(): string {
    return this.host.name;
  }
  get mac(): string {
    return this.host.mac;
  }
  /** False once it was killed. */
  get alive(): boolean {
    return this.#alive;
  }
  /** Undefined while it does not run. */
  get announcer(): EnteredProcess | undefined {
    return this.#announcer;
  }

  startAnnouncer(): void {
    if (this.#announcer !== undefined) return;
    const args = ["announcer", "--node-name", this.name, ...this.#announcerArguments];
    const announcer = this.#start(this.host, `announcer-${this.name}`, args);
    this.#announcer = announcer;
    announcer.status.then(() => {
      if (this.#announcer === announcer) this.#announcer = undefined;
    });
  }

  /** Ends the announcer, by default without warning, and returns when it is gone. The node goes on serving. */
  async endAnnouncer(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const announcer = this.#announcer;
    announcer?.kill(signal);
    await announcer?.status;
  }

  /** The machine loses power. */
  async kill(): Promise<void> {
    this.#alive = false;
    await this.host.kill();
  }

  /** It comes back after its death, as a new machine with the same name and address, and another network card. */
  boot(host: Host): void {
    this.#host = host;
    this.#alive = true;
    this.#serve();
    this.startAnnouncer();
  }

  #serve(): void {
    this.#start(this.host, `backend-${this.name}`, ["lab", "serve", this.name]);
  }
}
