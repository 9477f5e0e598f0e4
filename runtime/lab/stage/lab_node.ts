/**
 * A node of a lab: a host with a backend and an announcer.
 *
 * @module
 */

import type { EnteredProcess } from "./entered_process.ts";
import type { Host } from "./host.ts";

/** A world or a host, where commands can be started. */
export type Place = Pick<Host, "spawn">;

/** Starts a program at a place. Its output goes to the named log. */
export type StartProgram = (place: Place, log: string, args: readonly string[], entry?: string) => EnteredProcess;

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
  /** False from the death of the node until it boots again. */
  get alive(): boolean {
    return this.#alive;
  }
  /** The announcer's process; undefined while it does not run. */
  get announcer(): EnteredProcess | undefined {
    return this.#announcer;
  }

  /** @param entry the main module of another release of this program */
  startAnnouncer(entry?: string): void {
    if (this.#announcer !== undefined) return;
    const args = ["announcer", "--node-name", this.name, ...this.#announcerArguments];
    const announcer = this.#start(this.host, `announcer-${this.name}`, args, entry);
    this.#announcer = announcer;
    announcer.status.then(() => {
      if (this.#announcer === announcer) this.#announcer = undefined;
    });
  }

  /** Ends the announcer, by default like a crash, and resolves when it has ended. The node still serves. */
  async endAnnouncer(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const announcer = this.#announcer;
    announcer?.kill(signal);
    await announcer?.status;
  }

  /** Cuts the machine's power. */
  async kill(): Promise<void> {
    this.#alive = false;
    await this.host.kill();
  }

  /** Brings the node back after its death, on a new machine with the same name and address but another MAC. */
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
