import type { WirePort } from "./wire_port.ts";

export interface SharerOptions {
  readonly node: string;
  readonly wire: Pick<WirePort, "links" | "observe" | "sendFrame">;
  readonly clock: () => number;
  /** The MACs of announcers: a frame from one of them is no frame of a host. */
  readonly announcers: () => { has(mac: string): boolean };
}
