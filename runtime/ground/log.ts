/**
 * The log on standard output: one line for each record, as text on a terminal and otherwise as JSON. Repeated warnings
 * and errors are counted, and get one line a minute.
 *
 * @module
 */

import { configure, getConfig, getLogger, type Logger, type LogRecord } from "@logtape/logtape";
import { oneLine } from "./harmless.ts";
import { Repeats } from "./log_repeats.ts";

export const logLevels = ["debug", "info", "warning", "error"] as const;

export type LogLevel = typeof logLevels[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** By default `text` on a terminal, otherwise `json`. */
  readonly format?: "json" | "text";
}

/** The logger of one part of the program: `logger("store")`. */
export function logger(part: string): Logger {
  return getLogger(["arpeggio", part]);
}

/**
 * Logs the 1st, 2nd, 4th, 8th… failure in a row as a warning, and the others at level debug: an outage may last for
 * hours.
 */
export function warnRarely(
  log: Record<"warn" | "debug", (text: string, properties: Record<string, unknown>) => void>,
  text: string,
  properties: { readonly failures: number; readonly [name: string]: unknown },
): void {
  const { failures } = properties;
  if ((failures & (failures - 1)) === 0) log.warn(text, properties);
  else log.debug(text, properties);
}

/** True if the log is on: then a fatal error is logged, and not printed. */
export function isLogging(): boolean {
  return getConfig() !== null;
}

/** Switches the log on; until then nothing is written. At level `debug` repeated records are written too. */
export async function startLog({ level, format }: LogOptions): Promise<void> {
  const chosen = format ?? (Deno.stdout.isTerminal() ? "text" : "json");
  const line = chosen === "json" ? jsonLine : textLine;
  const encoder = new TextEncoder();
  const repeats = new Repeats();
  const write = (record: LogRecord): void => {
    const counts = level !== "debug" && (record.level === "warning" || record.level === "error");
    const times = counts ? repeats.count(repeatKey(record), record.timestamp) : 1;
    if (times > 0) writeAll(encoder.encode(line(times === 1 ? record : repeated(record, times))));
  };
  await configure({
    reset: true,
    sinks: { stdout: write },
    loggers: [
      { category: ["arpeggio"], sinks: ["stdout"], lowestLevel: level },
      { category: ["logtape", "meta"], sinks: ["stdout"], lowestLevel: "warning" },
    ],
  });
}

/**
 * `{"ts":"2026-11-23T10:00:00.000Z","level":"warning","part":"store","msg":"Cannot list Service:
 * …","kind":"Service",…}`
 */
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
  return `${clock.join(":")}.${milliseconds} ${level} ${category.at(-1)}: ${oneLine(sentence(record))}\n`;
}

/**
 * A key that is equal for records of the same failure. Of the properties it contains only `message`, the cause, so
 * that e.g. a counter makes no difference. If a record has no `message`, the key contains all properties.
 */
export function repeatKey({ category, level, rawMessage, properties }: LogRecord): string {
  return JSON.stringify([category, level, rawMessage, properties["message"] ?? properties]);
}

/** The record with the number of repeats since its last line. */
function repeated(record: LogRecord, times: number): LogRecord {
  const properties = { ...record.properties, repeated: times };
  return { ...record, properties, message: [...record.message, ` (repeated ${times} times)`] };
}

function sentence({ message }: LogRecord): string {
  return message.map((part) => typeof part === "object" ? JSON.stringify(part) : String(part)).join("");
}

/** Writes synchronously, so that the last lines before an exit are not lost. */
function writeAll(bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) {
    try {
      from += Deno.stdout.writeSync(bytes.subarray(from));
    } catch {
      // The reader of the log has closed the pipe; the program continues.
      return;
    }
  }
}
