/**
 * Remembers the last heartbeat to and from each peer on each network. The next heartbeat mostly has the same content,
 * and is then cheap to encode and decode.
 *
 * @module
 */

import {
  decodeHeartbeat,
  encodeHeartbeat,
  type HeartbeatDrop,
} from "../../functions/model/announcing/heartbeat/datagram.ts";
import type { HeardBeat, Heartbeat } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import type { KeyRing } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import { repeatBeat, repeatedSequence } from "../../functions/model/announcing/heartbeat/repeated_beat.ts";
import { signingKey } from "../../functions/model/announcing/heartbeat/signature.ts";
import type { Version } from "../../functions/model/announcing/heartbeat/version.ts";

interface Sent {
  readonly beat: Heartbeat;
  readonly version: Version;
  readonly datagram: Uint8Array;
}

interface Received {
  readonly beat: HeardBeat;
  readonly datagram: Uint8Array;
  /** The key that signed the datagram. */
  readonly key: Uint8Array;
}

/** The maximum number of remembered beats in each direction: any node with the key may be a guest. */
const mostKnown = 1_000;

export class LastBeats {
  #ring: KeyRing;
  readonly #sent = new Map<string, Sent>();
  readonly #heard = new Map<string, Received>();

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** From now on the first key of this ring signs, and only the keys of this ring are accepted. */
  setKeys(ring: KeyRing): void {
    this.#ring = ring;
    this.#heard.clear();
  }

  /** @param way identifies the peer and the network */
  encode(way: string, beat: Heartbeat, version: Version): Uint8Array {
    const before = this.#sent.get(way);
    const { signing } = this.#ring;
    if (before?.version === version && isRepeated(beat, before.beat)) {
      return repeatBeat(before.datagram, beat.sequence, signing);
    }
    const datagram = encodeHeartbeat(beat, signing, version);
    keep(this.#sent, way, { beat, version, datagram });
    return datagram;
  }

  /** Decodes a heartbeat. The caller may reuse the bytes of `datagram`. */
  decode(way: string, datagram: Uint8Array): HeardBeat | { readonly drop: HeartbeatDrop } {
    const before = this.#heard.get(way);
    const sequence = before && repeatedSequence(datagram, before.datagram, before.key);
    if (before !== undefined && sequence !== undefined) return { ...before.beat, sequence };
    const beat = decodeHeartbeat(datagram, this.#ring);
    const key = "drop" in beat ? undefined : signingKey(datagram, this.#ring.accepted);
    if (!("drop" in beat) && key !== undefined) keep(this.#heard, way, { beat, key, datagram: datagram.slice() });
    return beat;
  }
}

/** True if the beat repeats the previous beat and contains neither holdings nor hosts. */
function isRepeated(beat: Heartbeat, before: Heartbeat): boolean {
  return beat.holdings === undefined && before.holdings === undefined && beat.hosts === undefined &&
    before.hosts === undefined && beat.echo === before.echo &&
    beat.state === before.state && beat.mac === before.mac && beat.version === before.version &&
    beat.knownVersion === before.knownVersion && beat.from === before.from && beat.to === before.to &&
    beat.incarnation === before.incarnation;
}

function keep<Value>(known: Map<string, Value>, way: string, last: Value): void {
  if (known.size >= mostKnown) known.clear();
  known.set(way, last);
}
