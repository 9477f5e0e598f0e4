/**
 * The last heartbeat to and from each peer on each network, so that the next one, which mostly says the same, costs little.
 *
 * @module
 */

import {
  decodeHeartbeat,
  encodeHeartbeat,
  type Heartbeat,
  type HeartbeatDrop,
} from "../../functions/model/announcing/heartbeat.ts";
import { repeatBeat, repeatedSequence } from "../../functions/model/announcing/repeated_beat.ts";

interface Known {
  readonly beat: Heartbeat;
  readonly datagram: Uint8Array;
}

/** Guests may come from anywhere. */
const mostKnown = 1_000;

export class LastBeats {
  readonly #key: Uint8Array;
  readonly #sent = new Map<string, Known>();
  readonly #heard = new Map<string, Known>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** @param way tells the peer and the network */
  encode(way: string, beat: Heartbeat): Uint8Array {
    const before = this.#sent.get(way);
    if (before !== undefined && isRepeated(beat, before.beat)) {
      return repeatBeat(before.datagram, beat.sequence, this.#key);
    }
    const datagram = encodeHeartbeat(beat, this.#key);
    keep(this.#sent, way, { beat, datagram });
    return datagram;
  }

  /** The bytes are not kept. */
  decode(way: string, datagram: Uint8Array): Heartbeat | { readonly drop: HeartbeatDrop } {
    const before = this.#heard.get(way);
    const sequence = before && repeatedSequence(datagram, before.datagram, this.#key);
    if (before !== undefined && sequence !== undefined) return { ...before.beat, sequence };
    const beat = decodeHeartbeat(datagram, this.#key);
    if (!("drop" in beat)) keep(this.#heard, way, { beat, datagram: datagram.slice() });
    return beat;
  }
}

/** Does it say the same, and nothing of what the sender holds? */
function isRepeated(beat: Heartbeat, before: Heartbeat): boolean {
  return beat.holdings === undefined && before.holdings === undefined && beat.echo === before.echo &&
    beat.state === before.state && beat.mac === before.mac && beat.version === before.version &&
    beat.knownVersion === before.knownVersion && beat.from === before.from && beat.to === before.to &&
    beat.incarnation === before.incarnation;
}

function keep(known: Map<string, Known>, way: string, last: Known): void {
  if (known.size >= mostKnown) known.clear();
  known.set(way, last);
}
