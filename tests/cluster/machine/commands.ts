import { missingPart } from "./missing_part.ts";

/**
 * True if all these commands are on the `PATH`. Otherwise prints the names of the missing commands, or with `CI=true`
 * throws an error.
 */
export async function haveCommands(...names: readonly string[]): Promise<boolean> {
  const paths = await Promise.all(names.map((name) => findCommand(name)));
  const missing = names.filter((_, index) => paths[index] === undefined);
  if (missing.length === 0) return true;
  await missingPart(`not on the PATH: ${missing.join(", ")}`);
  return false;
}

/** The path of a command. Looks in the folder `first`, if given, and then on the `PATH`. */
export async function findCommand(name: string, first?: string): Promise<string | undefined> {
  const folders = [first, ...(Deno.env.get("PATH") ?? "").split(":")].filter((folder) => folder !== undefined);
  const found = await Promise.all(folders.filter(Boolean).map((folder) => executable(`${folder}/${name}`)));
  return found.find((path) => path !== undefined);
}

/** Returns the path if it is an executable file, otherwise undefined. */
export async function executable(path: string): Promise<string | undefined> {
  try {
    const { isFile, mode } = await Deno.stat(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0 ? path : undefined;
  } catch {
    return undefined;
  }
}
