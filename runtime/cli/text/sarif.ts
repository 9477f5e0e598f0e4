/**
 * Faults in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS). Sites that host code show such faults
 * beside the lines of the files.
 *
 * @module
 */

import type { Fault } from "../../../functions/model/fault.ts";
import { nameOf, type PlaceOf } from "../../reading/fault_lines.ts";

/** @param unreadable a line for each file, document or object that could not be read */
export function sarifLog(faults: readonly Fault[], placeOf: PlaceOf, unreadable: readonly string[]): unknown {
  const ids = [...new Set(faults.map(({ reason }) => reason))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: { driver: { name: "arpeggio", rules: ids.map((id) => ({ id, name: id })) } },
      columnKind: "utf16CodeUnits",
      invocations: [{
        executionSuccessful: unreadable.length === 0,
        toolExecutionNotifications: unreadable.map((text) => ({ level: "error", message: { text } })),
      }],
      results: faults.map((fault) => resultOf(fault, placeOf, ids)),
    }],
  };
}

function resultOf(fault: Fault, placeOf: PlaceOf, ids: readonly string[]): unknown {
  const { object, field, reason, message, severity } = fault;
  const place = placeOf(object, field);
  const name = `${object.kind} ${nameOf(object)}`;
  return {
    ruleId: reason,
    ruleIndex: ids.indexOf(reason),
    level: severity,
    message: { text: `${name}: ${field}: ${message}` },
    locations: [{
      ...(place !== undefined && {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.file) },
          region: { startLine: place.line, startColumn: place.column },
        },
      }),
      logicalLocations: [{ fullyQualifiedName: `${name} ${field}`, kind: "member" }],
    }],
  };
}

/** A relative file name gives a URI relative to the program's working folder. */
function uriOf(file: string): string {
  const path = file.replace(/^\.\//, "").split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? `file://${path}` : path;
}
