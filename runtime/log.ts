/**
 * The log: one line for each record on standard output, JSON unless somebody is reading along at a terminal.
 *
 * @module
 */

import { configure, getLogger, type Logger, type LogRecord } from "@logtape/logtape";

export const logLevels = ["debug", "info", "warning", "error"] as const;

export type LogLevel = typeof logLevels[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** By default `text` on a terminal, else `json`. */
  readonly format?: "json" | "text";
}

/** The logger of one part of the program: `logger("store")`. */
export function logger(part: string): Logger {
  return getLogger(["arpeggio", part]);
}

/** Switches the log on; until then nothing is written. */
export async function startLog({ level, format }: LogOptions): Promise<void> {
  const chosen = format ?? (Deno.stdout.isTerminal() ? "text" : "json");
  const line = chosen === "json" ? jsonLine : textLine;
  const encoder = new TextEncoder();
  await configure({
    reset: true,
    sinks: { stdout: (record: LogRecord) => writeAll(encoder.encode(line(record))) },
    loggers: [
      { category: ["arpeggio"], sinks: ["stdout"], lowestLevel: level },
      { category: ["logtape", "meta"], sinks: ["stdout"], lowestLevel: "warning" },
    ],
  });
}

/** `{"ts":"2026-11-23T10:00:00.000Z","level":"warning","part":"store","msg":"Cannot list Service: …","kind":"Service",…}` */
export function jsonLine(record: LogRecord): string {
  const { level, category, timestamp, properties } = record;
  const head = { ts: new Date(timestamp).toISOString(), level, part: category.at(-1), msg: sentence(record) };
  return `${JSON.stringify({ ...head, ...properties, ...head })}\n`;
}

/** `10:00:00.000 warning store: Cannot list Service: …`, in local time. */
export function textLine(record: LogRecord): string {
  const { level, category, timestamp } = record;
  const time = new Date(timestamp);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((each) => String(each).padStart(2, "0"));
  const milliseconds = String(time.getMilliseconds()).padStart(3, "0");
  return `${clock.join(":")}.${milliseconds} ${level} ${category.at(-1)}: ${sentence(record)}\n`;
}

function sentence({ message }: LogRecord): string {
  return message.map((part) => typeof part === "object" ? JSON.stringify(part) : String(part)).join("");
}

/** Synchronous, so that the last words before an end are not lost. */
function writeAll(bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) {
    try {
      from += Deno.stdout.writeSync(bytes.subarray(from));
    } catch {
      // Whoever read the log is gone; that is no reason to stop.
      return;
    }
  }
}
