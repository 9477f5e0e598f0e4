/**
 * `arpeggio permissions`: what each component may do, and why.
 *
 * @module
 */

import { Command } from "commander";
import {
  type Component,
  components,
  flagsOf,
  inPod,
  inPodWithBgp,
  permissionsOf,
  type Reach,
} from "../deploy/permissions.ts";
import { print } from "./output.ts";

export function command(): Command {
  return new Command("permissions")
    .description("The Deno permissions of both components, as the manifests have them, and what each is for")
    .action(() => {
      const paragraphs = components.map((component) => paragraph(component, component, inPod));
      print(`${[...paragraphs, paragraph("announcer", "announcer with BGP", inPodWithBgp)].join("\n\n")}\n`);
    });
}

function paragraph(component: Component, title: string, reach: Reach): string {
  const permissions = permissionsOf(component, reach);
  const lines = flagsOf(permissions).map((flag, index) => `  ${flag}\n      ${permissions[index]?.because}`);
  return [`${title}: no programs, no prompts, and of the rest only`, ...lines].join("\n");
}
