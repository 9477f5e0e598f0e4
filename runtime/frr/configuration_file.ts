/**
 * Writes the file that FRR starts with: the last configuration that FRR accepted, passwords included.
 *
 * @module
 */

/**
 * Replaces the file atomically. Only the file's owner and group can read it. If the folder has the setgid bit, the file
 * gets the group of the folder.
 */
export async function writeConfigurationFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  await Deno.remove(temporary).catch(() => {});
  const file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
  const writer = file.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  // Lets the group read the file. The umask does not limit `chmod`, but would limit the mode of `open`.
  await Deno.chmod(temporary, 0o640);
  await Deno.rename(temporary, path);
}
