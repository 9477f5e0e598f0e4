/**
 * Enters a network namespace for one synchronous action of this thread.
 *
 * @module
 */

import assert from "node:assert/strict";

const newNetwork = 0x40000000;

export function insideNamespace<Result>(path: string, action: () => Result): Result {
  const library = Deno.dlopen("libc.so.6", {
    setns: { parameters: ["i32", "i32"], result: "i32" },
    open: { parameters: ["buffer", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  const { setns, open, close } = library.symbols;
  const openNamespace = (path: string): number => {
    const descriptor = open(new TextEncoder().encode(`${path}\0`), 0);
    assert.ok(descriptor >= 0, `Cannot open ${path}`);
    return descriptor;
  };
  const enter = (namespace: number): void => {
    const entered = setns(namespace, newNetwork);
    close(namespace);
    assert.equal(entered, 0, "Cannot enter network namespace");
  };
  const outside = openNamespace("/proc/thread-self/ns/net");
  try {
    enter(openNamespace(path));
    return action();
  } finally {
    enter(outside);
    library.close();
  }
}
