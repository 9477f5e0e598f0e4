/**
 * How often Leases are renewed, and when they expire. An announcer that does not hear a peer renews its Lease more
 * often: see `renewUnheardMs` in `announcing/timing.ts`.
 *
 * @module
 */

/** Time between two renewals of an announcer's Lease. */
export const announcerRenewSeconds = 10;

/** An announcer is gone if its Lease has not been renewed for this time. */
export const announcerLeaseSeconds = 4 * announcerRenewSeconds;

/** Time between two renewals of the active controller's Lease. */
export const controllerRenewSeconds = 1;

/** A standby controller becomes active if the Lease has not been renewed for this time. */
export const controllerLeaseSeconds = 6;

/** A Lease that was last renewed before this time comes from a wrong clock, or from a node that is gone. */
export const yearMs = 365 * 24 * 3_600_000;
