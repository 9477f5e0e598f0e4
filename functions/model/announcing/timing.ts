/**
 * The clockwork of announcing, in milliseconds unless a name says otherwise. One place, so that a failover can be added up:
 * a crash comes up to one beat after the last beat; 200 ms after that beat the probes start, at 300 ms they have failed.
 *
 * @module
 */

/** Between two heartbeats to the same peer. */
export const beatMs = 100;
export const missedBeatsToProbe = 2;
export const missedBeatsToJudge = 3;

/** Between two probes of the same address. */
export const probeMs = 50;
/** Unanswered probes that make an address unanswered. */
export const probesToJudge = 2;
/** The same, for an address that answered before: a lost frame or two must not end a node that serves. */
export const probesToJudgeAnswering = 4;
/** A node that is surely down is asked at this pace whether it is back. */
export const probeDownMs = 500;

/** A planned move waits this long for a new holder that is heard and does not say what it holds. */
export const handOverMs = 1_000;
/** One of worse rank that still claims an address after this time knows a plan that has not come here: it has it. */
export const contestMs = 1_000;
/** What a peer that is not heard said on the wire counts for so long. */
export const rivalMs = 900;
/** Heartbeats that have not come for so long, from a node that speaks on the wire, do not pass. */
export const pathBrokenMs = 3_000;
/** A node that is relieved of answering goes on in the other's name for so long: one that has just started is often busy. */
export const partingMs = 1_000;
/** Who relieves a node that lives announces so much later: until then that one tells each client between two connections. */
export const redirectMs = 300;
/** Before it tells the first, it listens for so long: what a client opened earlier is not known, and mostly closed by then. */
export const overhearMs = 50;
/** A chosen holder that is heard, but neither claims nor declines, is passed over after this time. */
export const claimMs = 3_000;
/** After its start, an announcer takes back an address that somebody has held only when it knows what the peers hold. */
export const learnMs = 1_000;

/** How often a standby checks whether the holder of an address answers for it, and how long that has for it. */
export const checkEveryMs = 30_000;
export const checkMs = 3_000;
/** Many are checked in rounds, since each costs a burst of work. */
export const checkRoundMs = 3_000;
export const probesToMiss = 20;
/** A node whose answers do not arrive leaves the address to others for so long. */
export const muteMs = 60_000;

/** When gratuitous frames follow a claim: 1.1 s apart, since Linux ignores a change within a second (`locktime`). */
export const gratuitousOffsetsMs: readonly number[] = [0, 1_100, 2_200, 3_300, 4_400];
/** An established address is defended against a stranger this often (RFC 5227 §2.4, DEFEND_INTERVAL). */
export const defendMs = 10_000;
/** A node out of the order that names an address for longer than this is in no hand-over: that is over in 2 s, on a busy machine too. */
export const leavingMs = 5_000;
/** A stranger that has not been heard for this long is forgotten. */
export const strangerMs = 30_000;
/** A new address that somebody else answered for is left alone for this long. */
export const putAsideMs = 600_000;

/** A loop that ran this late may have missed beats that were sent: its own deadlines are void. */
export const lateMs = 100;
/** A loop that ran this late may have been replaced by its peers: it drops its claims and listens first. */
export const stalledMs = 250;
