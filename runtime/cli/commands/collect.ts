/**
 * `arpeggio collect`: writes one archive for a bug report.
 *
 * @module
 */

import { Command } from "commander";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { quoted } from "../../../functions/model/shell.ts";
import { collect as makeArchive } from "../../collecting/collect.ts";
import { collect as again } from "../../reading/source.ts";
import { fine, type Tell, tellUser } from "../text/answer.ts";
import { textOf } from "../text/output.ts";
import { Progress } from "../text/progress.ts";

interface CollectArguments {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly configNamespace: string;
  readonly lbClass?: string;
  readonly anonymous?: boolean;
  readonly recording?: readonly string[];
  readonly to?: string;
}

export function command(tell: Tell = tellUser): Command {
  return new Command("collect")
    .description("One archive for a bug report, without secrets: objects, events, logs, metrics, versions")
    .addHelpText(
      "after",
      "\nwhy, whatif, check, status, plan and history read it with -f; replay does too.\n" +
        "\nExit code 0: the archive is written; standard error names the missing parts;\n2: there is no archive",
    )
    .option("--kubeconfig <file>", "the kubeconfig to use; by default kubectl's")
    .option("--context <name>", "the context to use; by default the current one")
    .option("--config-namespace <name>", "the namespace of pools and advertisements", defaultSettings.namespace)
    .option("--lb-class <class>", "the class of the Services that Arpeggio serves; by default Services without a class")
    .option("--anonymous", "replace names and addresses; each gets the same replacement everywhere")
    .option("--recording <file>", "a recording of controller --record; may be repeated, the oldest first", again)
    .option("--to <file>", "the archive; by default arpeggio-TIME.tar.gz in this folder")
    .action(async (options: CollectArguments) => {
      const { kubeconfig, context, configNamespace, lbClass, anonymous = false, recording = [], to } = options;
      using progress = new Progress("Collecting");
      progress.show("objects, events, logs and metrics");
      const { path, bytes, missing } = await makeArchive({
        place: {
          at: "kubeconfig",
          ...(kubeconfig !== undefined && { files: [kubeconfig] }),
          ...(context !== undefined && { context }),
        },
        settings: {
          ...defaultSettings,
          namespace: configNamespace,
          ...(lbClass !== undefined && { loadBalancerClass: lbClass }),
        },
        isAnonymous: anonymous,
        recordings: recording,
        to,
      });
      const names = anonymous ? "" : "It names Services, nodes and addresses: --anonymous replaces them.";
      tell({
        text: textOf([
          `${path}: ${Math.ceil(bytes / 1024)} KiB`,
          ...(names === "" ? [] : [names]),
          `Ask it: arpeggio why SERVICE -f ${quoted(path)}`,
        ]),
        code: fine,
        complaints: missing.map((each) => `Not in the archive: ${each}`),
      });
    });
}
