/**
 * The times of announcing, in milliseconds unless a name says otherwise. They are in one file, so that a reader can add
 * up the length of a failover: a node crashes up to 100 ms after its last beat. The probes start 120 ms after that
 * beat, and have failed 75 ms later.
 *
 * @module
 */

/** Time between two heartbeats to the same peer, unless `--beat` sets another. */
export const beatMs = 100;
/** The limits of `--beat`. */
export const shortestBeatMs = 50;
export const longestBeatMs = 500;
/** A node counts as silent if its next beat is this much later than its recent beats were. */
export const beatLateMs = 20;
/** The beats of a busy node may be late by at most this time. */
export const mostLateMs = 180;

/** Time between two probes of the same address. */
export const probeMs = 25;
/** After this many unanswered probes in a row, an address counts as unanswered. */
export const probesToJudge = 3;
/**
 * Like `probesToJudge`, for an address that has answered before: one or two lost frames must not make a living node
 * count as dead.
 */
export const probesToJudgeAnswering = 5;
/** Like `probesToJudge`, for a new address: a host that uses it has 100 ms to answer. */
export const probesToBeFree = 4;
/** Time between two probes of a node that is down, to see whether it is back. */
export const probeDownMs = 500;

/**
 * The announcer of a silent node has this long to renew its Lease. Until then, peers that do not hold the address
 * believe its frames on the wire.
 */
export const signaturePatienceMs = 2_000;
/** Time between two renewals of an announcer's Lease, while it does not hear a peer or a peer does not hear it. */
export const renewUnheardMs = 2_000;
/** Least time after the last of these renewals until a renewal says that all peers are heard again. */
export const renewHeardMs = 500;
/** A renewal proves for this long that an announcer lives: two renewals may fail. */
export const leaseProofMs = 5_000;
/**
 * If a renewal is seen this soon after the last heartbeat, it proves nothing: the node may have died after sending it.
 */
export const leaseInFlightMs = 150;
/** A kubelet has this long to renew its Lease, which it does every 10 s. */
export const kubeletPatienceMs = 12_000;

/**
 * In a planned move, the previous holder waits this long for a new holder that is heard but has not sent its holdings.
 */
export const handOverMs = 1_000;
/**
 * If a peer of worse rank still claims an address after this time, the peer must know a later plan and gets the
 * address.
 */
export const contestMs = 1_000;
/**
 * Like `contestMs`, for a peer that is only seen on the wire. This time is longer, since such a peer gives way only
 * when it sees this node's Lease renewed.
 */
export const wireContestMs = 5_000;
/** A frame on the wire from a peer that is not heard counts as a claim for this long. */
export const rivalMs = 900;
/** If a node claims an address on the wire this long after its last heartbeat, the path of its heartbeats is broken. */
export const pathBrokenMs = 3_000;
/**
 * A relieved node answers with the new holder's MAC for at most this long, since a new holder is often busy at its
 * start.
 */
export const relievedMs = 800;
/**
 * The new holder broadcasts this long after it takes an address from a live node. Meanwhile that node sends its clients
 * the new MAC.
 */
export const redirectMs = 300;
/**
 * The previous holder listens this long before it sends the first client the new MAC, since it cannot know of earlier
 * connections.
 */
export const overhearMs = 50;
/** If a chosen node is heard but neither claims nor declines an address, it is passed over after this time. */
export const claimMs = 3_000;
/**
 * After a start or a stall, an announcer waits at most this long for its peers' holdings before it takes an address
 * back.
 */
export const learnMs = 1_000;

/** Time between two checks of one address. In a check, a standby probes whether the holder answers for the address. */
export const checkEveryMs = 30_000;
/**
 * Like `checkEveryMs`, for an address on a link on which no heartbeats of the holder arrive. Only a check notices that
 * the switch port of such a link is dead.
 */
export const checkApartEveryMs = 5_000;
/** The holder has this long to answer a check. */
export const checkMs = 3_000;
/** Time between two rounds of checks. Addresses are checked in rounds, since each check costs a burst of work. */
export const checkRoundMs = 3_000;
/** A check has failed after this many unanswered probes in a row. */
export const probesToMiss = 40;
/** A node whose answers do not arrive leaves the address to others for this long. */
export const muteMs = 60_000;

/**
 * The times of the gratuitous frames after a node takes an address: 1.1 s apart, since Linux ignores a second change
 * within a second (`locktime`).
 */
export const gratuitousOffsetsMs: readonly number[] = [0, 1_100, 2_200, 3_300, 4_400];
/** A holder probes at least once in this time whether another host has its address too. */
export const askMs = 60_000;
/** Least time between two defences of an address against another host (RFC 5227 §2.4, DEFEND_INTERVAL). */
export const defendMs = 10_000;
/** A node that claims an address for longer than this is not in a hand-over, which takes 2 s even on a busy machine. */
export const leavingMs = 5_000;
/** A stranger that has not been seen for this long is forgotten. */
export const strangerMs = 30_000;
/** A new address that a stranger uses is put aside for this long. */
export const putAsideMs = 600_000;
/** Time between two probes of an address that is put aside, while a Service waits for it. */
export const askAgainMs = 30_000;

/**
 * If the loop runs this late, it may not have read all beats that have arrived. So it must not judge its peers by the
 * clock.
 */
export const lateMs = 100;
/** If the loop runs this late, peers may have taken this node's addresses. So it drops its claims and listens first. */
export const stalledMs = 250;

/**
 * A node that shares an address again gets its hosts back after this time. So no host moves to a node that comes and
 * goes.
 */
export const returnMs = 30_000;
/** A host that is to move has a pause if it has opened or closed no connection for this long. */
export const restMs = 1_000;
/**
 * A node listens for this long before it moves the first host. In this time, segments of the open connections arrive.
 */
export const listenMs = 10_000;
/**
 * The times of the frames that move a host. The frames are repeated, since a host ignores a second change within a
 * second (`locktime`).
 */
export const moveOffsetsMs: readonly number[] = [0, 1_100, 3_300];
/**
 * When an address is no longer to be shared, the nodes go on sharing it for at most this long. They stop earlier if
 * only the future holder has hosts with open connections.
 */
export const unshareMs = 600_000;
/** Time between two counts of the hosts of each node, for the status of a shared address. */
export const countMs = 30_000;
/** A host that neither asked nor sent traffic for this long is forgotten. */
export const hostMs = 86_400_000;
