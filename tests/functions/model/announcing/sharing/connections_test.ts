import assert from "node:assert/strict";
import { hasOpen, noConnections, withSegment } from "../../../../../functions/model/announcing/sharing/connections.ts";

type Edge = "opens" | "closes" | "goesOn";

/** Segments, each with the source port of its connection, and whether a connection is open afterwards. */
const rows: readonly { name: string; segments: readonly (readonly [number, Edge])[]; open: boolean }[] = [
  { name: "no segment", segments: [], open: false },
  { name: "a connection that was opened", segments: [[1, "opens"]], open: true },
  { name: "a connection that was opened and closed", segments: [[1, "opens"], [1, "closes"]], open: false },
  {
    name: "two connections, of which one was closed",
    segments: [[1, "opens"], [2, "opens"], [1, "closes"]],
    open: true,
  },
  { name: "a connection that was opened earlier", segments: [[1, "goesOn"]], open: true },
  { name: "a connection that was opened earlier and is closed", segments: [[1, "goesOn"], [1, "closes"]], open: false },
  {
    name: "the last acknowledgment of a closed connection",
    segments: [[1, "opens"], [1, "closes"], [1, "goesOn"]],
    open: false,
  },
  { name: "a port that is used again", segments: [[1, "closes"], [1, "opens"], [1, "goesOn"]], open: true },
  {
    name: "more connections than are stored, one after the other",
    segments: [...Array(33).keys()].flatMap((port) => [[port, "opens"], [port, "closes"]] as const),
    open: false,
  },
  {
    name: "more open connections than are stored, as behind a router",
    segments: [...[...Array(33).keys()].map((port) => [port, "opens"] as const), [1, "closes"] as const],
    open: true,
  },
];

Deno.test.each([...rows])("connections of a host: $name", ({ segments, open }) => {
  const known = segments.reduce(
    (before, [sourcePort, edge]) =>
      withSegment(before, { source: "10.0.0.1", sourcePort, destinationPort: 80, edge }, 0),
    noConnections,
  );
  assert.equal(hasOpen(known, 1), open);
});

Deno.test("a connection without a segment for an hour no longer counts", () => {
  const segment = { source: "10.0.0.1", sourcePort: 1, destinationPort: 80, edge: "opens" } as const;
  const known = withSegment(noConnections, segment, 0);
  assert.equal(hasOpen(known, 3_599_999), true);
  assert.equal(hasOpen(known, 3_600_000), false);
  assert.equal(hasOpen(withSegment(known, { ...segment, edge: "goesOn" }, 3_000_000), 3_600_000), true);
});
