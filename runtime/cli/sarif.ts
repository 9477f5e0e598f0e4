/**
 * Faults in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), which code hosts show beside the lines.
 *
 * @module
 */

import type { Fault } from "../../functions/model/fault.ts";
import { nameOf, type PlaceOf } from "./fault_lines.ts";

export function sarifLog(faults: readonly Fault[], placeOf: PlaceOf): unknown {
  const ids = [...new Set(faults.map(({ reason }) => reason))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: { driver: { name: "arpeggio", rules: ids.map((id) => ({ id, name: id })) } },
      columnKind: "utf16CodeUnits",
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

/** Relative to the folder in which the program runs, where the file is named so. */
function uriOf(file: string): string {
  const path = file.replace(/^\.\//, "").split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? `file://${path}` : path;
}
