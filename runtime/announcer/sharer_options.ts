import type { WirePort } from "./wire_port.ts";

export interface SharerOptions {
  readonly node: string;
  readonly wire: Pick<WirePort, "links" | "observe" | "sendFrame">;
  readonly clock: () => number;
  /** The MACs of announcers: they are no hosts. */
  readonly announcers: () => { has(mac: string): boolean };
}
