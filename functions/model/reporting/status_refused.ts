/**
 * An event for the case that the API server refuses the status of a Service: then a condition cannot be written either.
 *
 * @module
 */

import { eventAbout } from "../events.ts";
import type { Instant, KubernetesEvent, Service } from "../kubernetes.ts";

/** @param message the message of the API server */
export function statusRefused(service: Service, message: string, now: Instant): KubernetesEvent {
  return eventAbout(service, {
    type: "Warning",
    reason: "StatusRefused",
    message: `Arpeggio cannot write this Service's status, and tries again: ${message}; see which right, policy or ` +
      "webhook prevents the controller from writing services/status",
  }, now);
}
