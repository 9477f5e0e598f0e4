/**
 * The reason of a failed system call, as text for the user.
 *
 * @module
 */

import { causeOf } from "../ground/cause.ts";

export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) return "run it with --allow-read";
  return causeOf(error);
}
