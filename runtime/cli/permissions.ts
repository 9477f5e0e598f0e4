/**
 * `arpeggio permissions`: what each component may do, and why.
 *
 * @module
 */

import { Command } from "commander";
import { type Component, components, flagsOf, inPod, permissionsOf } from "../deploy/permissions.ts";
import { print } from "./output.ts";

export function command(): Command {
  return new Command("permissions")
    .description("The Deno permissions of both components, as the manifests have them, and what each is for")
    .action(() => print(`${components.map(paragraph).join("\n\n")}\n`));
}

function paragraph(component: Component): string {
  const permissions = permissionsOf(component, inPod);
  const lines = flagsOf(permissions).map((flag, index) => `  ${flag}\n      ${permissions[index]?.because}`);
  return [`${component}: no programs, no prompts, and of the rest only`, ...lines].join("\n");
}
