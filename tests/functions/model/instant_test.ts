import assert from "node:assert/strict";
import { toInstant } from "../../../functions/model/instant.ts";

interface Row {
  readonly name: string;
  readonly text: unknown;
  /** The same instant as `Date.prototype.toISOString()` writes it; undefined: the text is no time. */
  readonly want?: string;
}

const rows: readonly Row[] = [
  { name: "seconds in UTC", text: "2026-11-23T10:00:00Z", want: "2026-11-23T10:00:00.000Z" },
  { name: "microseconds", text: "2026-11-23T10:00:00.123456Z", want: "2026-11-23T10:00:00.123Z" },
  { name: "an offset", text: "2026-11-23T10:00:00+01:30", want: "2026-11-23T08:30:00.000Z" },
  { name: "small letters", text: "2026-11-23t10:00:00z", want: "2026-11-23T10:00:00.000Z" },
  { name: "29 February in a leap year", text: "2028-02-29T00:00:00Z", want: "2028-02-29T00:00:00.000Z" },
  { name: "29 February in another year", text: "2026-02-29T00:00:00Z" },
  { name: "30 February", text: "2026-02-30T10:00:00.000000Z" },
  { name: "31 April", text: "2026-04-31T10:00:00Z" },
  { name: "month 13", text: "2026-13-01T00:00:00Z" },
  { name: "day 0", text: "2026-11-00T00:00:00Z" },
  { name: "24 o'clock", text: "2026-11-23T24:00:00Z" },
  { name: "a leap second, which Kubernetes refuses too", text: "2026-06-30T23:59:60Z" },
  { name: "an offset of 24 hours", text: "2026-11-23T10:00:00+24:00" },
  { name: "no offset", text: "2026-11-23T10:00:00" },
  { name: "no time of day", text: "2026-11-23" },
  { name: "a year of six digits", text: "+102026-11-23T10:00:00Z" },
  { name: "the year 0", text: "0000-01-01T00:00:00Z", want: "0000-01-01T00:00:00.000Z" },
  { name: "Go's zero time", text: "0001-01-01T00:00:00Z", want: "0001-01-01T00:00:00.000Z" },
  { name: "a word", text: "soon" },
  { name: "nothing", text: "" },
  { name: "a number", text: 1795341600000 },
  { name: "null", text: null },
];

Deno.test.each([...rows])("toInstant() reads $name", ({ text, want }) => {
  const instant = toInstant(text);
  assert.equal(instant === undefined ? undefined : new Date(instant).toISOString(), want);
});
