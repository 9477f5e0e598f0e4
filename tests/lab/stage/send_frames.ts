/**
 * Sends Ethernet frames on an interface: `deno run -A send_frames.ts INTERFACE FRAME…`, each frame in hexadecimal
 * digits.
 *
 * @module
 */

import { arpFrames } from "../../../functions/model/wire/frame_selection.ts";
import { linkNamed } from "../../../runtime/lab/client/neighbor_watch.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { PacketSocket } from "../../../runtime/wire/packet_socket.ts";

const [name = "", ...frames] = Deno.args;
using libc = openLibc();
using socket = new PacketSocket(libc, arpFrames);
const { index } = linkNamed(libc, name);
for (const frame of frames) socket.send(Uint8Array.fromHex(frame), index);
