/**
 * Reads the settings in a recording or in an archive.
 *
 * @module
 */

import { defaultSettings, type Settings } from "./observed.ts";
import { isRecord } from "./shape.ts";

/**
 * The settings, with the default for each absent field; undefined if the value is no map, or if one of its fields has
 * the wrong type.
 */
export function readSettings(value: unknown = {}): Settings | undefined {
  if (!isRecord(value)) return undefined;
  const all: Readonly<Record<string, unknown>> = { ...defaultSettings, ...value };
  const { namespace, loadBalancerClass, rebalanceAfterSeconds, ignoreExcludeLabel, assume } = all;
  if (typeof namespace !== "string" || typeof ignoreExcludeLabel !== "boolean") return undefined;
  if (loadBalancerClass !== undefined && typeof loadBalancerClass !== "string") return undefined;
  if (rebalanceAfterSeconds !== "never" && typeof rebalanceAfterSeconds !== "number") return undefined;
  if (assume !== undefined && assume !== "live") return undefined;
  return {
    namespace,
    rebalanceAfterSeconds,
    ignoreExcludeLabel,
    ...(loadBalancerClass !== undefined && { loadBalancerClass }),
    ...(assume !== undefined && { assume }),
  };
}
