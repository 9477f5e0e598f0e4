/**
 * Rows of a table that say the same about several subjects.
 *
 * @module
 */

/** Merges rows with the same message into one row. The merged row is the same object while its rows are the same. */
export function alike() {
  let known = new Map();
  return (rows) => {
    const groups = Map.groupBy(rows, ({ lacks, reason, message }) => `${lacks} ${reason} ${message}`);
    const made = [...groups].map(([key, members]) => {
      const before = known.get(key);
      const isSame = before?.members.length === members.length &&
        members.every((each, at) => before.members[at] === each);
      if (isSame) return before;
      const since = Math.min(...members.map((each) => each.since ?? Infinity));
      const subjects = members.map(({ subject }) => subject);
      return { ...members[0], key, members, subjects, since: since === Infinity ? undefined : since };
    });
    known = new Map(made.map((each) => [each.key, each]));
    return made;
  };
}
