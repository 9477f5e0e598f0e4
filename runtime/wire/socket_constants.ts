/**
 * Constants of the Linux socket interface. They are the same on x86_64 and aarch64.
 *
 * @module
 */

export const familyIPv4 = 2;
export const familyIPv6 = 10;
export const familyNetlink = 16;
export const familyPacket = 17;

export const typeDatagram = 2;
export const typeRaw = 3;
/** A flag for the type of a socket, and for an eventfd. */
export const nonblocking = 0o4000;
export const closeOnExec = 0o2000000;

export const levelIPv4 = 0;
export const levelSocket = 1;
export const levelIPv6 = 41;

export const optionReceiveBuffer = 8;
export const optionAttachFilter = 26;
