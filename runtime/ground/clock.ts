/**
 * Milliseconds since the epoch. The clock never goes back and never jumps: setting the system's clock does not change
 * it.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
