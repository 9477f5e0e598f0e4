/**
 * Replaces the names and addresses of a cluster in the parts of an archive.
 *
 * A name gets the same pseudonym everywhere, so that the files of the archive still fit together. Choices between equal
 * nodes depend on hashes of the node's name and the address. So decisions on the archive may choose another owner or
 * standby than the cluster did.
 *
 * @module
 */

import { AddressPseudonyms } from "./address_pseudonyms.ts";
import { NamePseudonyms } from "./name_pseudonyms.ts";
import { namesOfUsers } from "./names_of_users.ts";
import { changedPart, type Part } from "./part.ts";
import { publicNames } from "./public_names.ts";

/** @param namespace the namespace of the configuration, whose name is kept */
export function anonymous(parts: readonly Part[], namespace: string): readonly Part[] {
  const texts: string[] = [];
  const noted = (text: string): string => {
    texts.push(text);
    return text;
  };
  for (const part of parts) changedPart({ ...part, path: noted(part.path) }, noted);
  const addresses = new AddressPseudonyms(texts);
  const moved = parts.map((part) => renamed(part, (text) => addresses.replace(text)));
  const names = new NamePseudonyms(namesOfUsers(moved), new Set([...publicNames, namespace]));
  return moved.map((part) =>
    renamed(part, (text, field) => {
      if (field === "image") return text.replace(/^.*\//, "");
      // The words of this project, such as `controller` and `--lb-class`, stay; the value of an option is a name.
      if (field === "args") return text.replace(/(?<==).*/s, (value) => names.replace(value));
      return wordFields.has(field) ? text : names.replace(text);
    })
  );
}

function renamed(part: Part, change: (text: string, field: string) => string): Part {
  return { ...changedPart(part, change), path: change(part.path, "") };
}

/** Fields whose values are words of Kubernetes or of this project. */
const wordFields: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "type",
  "reason",
  "status",
  "protocol",
  "effect",
  "operator",
  "phase",
  "component",
  "manager",
  "ipFamilies",
  "ipFamilyPolicy",
  "externalTrafficPolicy",
]);
