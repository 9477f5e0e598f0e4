import assert from "node:assert/strict";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { NativeMemory } from "../../../runtime/wire/native_memory.ts";

Deno.test("the error of a failed call has its errno", () => {
  using libc = openLibc();
  assert.throws(() => libc.check(libc.calls.close(-1), "close nothing"), {
    name: "WireError",
    code: "EBADF",
    message: "Cannot close nothing: EBADF",
  });
});

Deno.test("native memory returns the written bytes", () => {
  using libc = openLibc();
  using memory = new NativeMemory(libc, 8);
  memory.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0);
  memory.write(Uint8Array.of(9), 4);
  const bytes = new Uint8Array(4);
  memory.read(bytes, 3);
  assert.deepEqual(bytes, Uint8Array.of(4, 9, 6, 7));
});
