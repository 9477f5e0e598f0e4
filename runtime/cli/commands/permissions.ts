/**
 * `arpeggio permissions`: lists the Deno permissions of each component, with their reasons.
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
} from "../../deploy/permissions.ts";
import { screenWidth } from "../../ground/screen.ts";
import { wrapped } from "../../ground/wrap.ts";
import { print } from "../text/output.ts";

export function command(): Command {
  return new Command("permissions")
    .description("The Deno permissions of both components, with the purpose of each")
    .action(() => {
      const paragraphs = components.map((component) => paragraph(component, component, inPod));
      print(`${[...paragraphs, paragraph("announcer", "announcer with BGP", inPodWithBgp)].join("\n\n")}\n`);
    });
}

const indent = " ".repeat(6);

function paragraph(component: Component, title: string, reach: Reach): string {
  const permissions = permissionsOf(component, reach);
  const width = screenWidth() - indent.length;
  const lines = flagsOf(permissions).flatMap((flag, index) => [
    `  ${flag}`,
    ...wrapped(permissions[index]?.because ?? "", width).map((line) => indent + line),
  ]);
  return [`${title}: no programs, no prompts, and only these permissions:`, ...lines].join("\n");
}
