/**
 * Notices when every VirtualIP has the node labels by which announcers select it. Pure, except for its memory during
 * one term of a leader.
 *
 * Why: docs/adr/0028-only-what-concerns-a-node.md
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import { isLabelled } from "../../functions/model/virtual_ip_labels.ts";

export class Labelling {
  #isComplete = false;

  /**
   * True once a pass has seen all labels, until the next term begins. No label can be missing in between, since every
   * write of an order includes the labels.
   */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Call it at the start of a term: the previous leader may run a release that writes no labels. */
  begin(): void {
    this.#isComplete = false;
  }

  /** @param queue the writes after the pass: until they are done, observed objects may differ from the API server's */
  look(virtualIPs: readonly VirtualIP[], queue: { readonly size: number }): void {
    this.#isComplete ||= queue.size === 0 && virtualIPs.every(isLabelled);
  }
}
