/** The folder cannot be used; the message is for the user. */
export class FolderError extends Error {
  override readonly name = "FolderError";
}
