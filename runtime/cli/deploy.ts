/**
 * `arpeggio deploy`: installs this checkout into the cluster that kubectl points to, or brings it up to date.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import { defaultSettings } from "../../functions/model/observed.ts";
import { deploy, type DeployOptions, prepare } from "../deploy/deploy.ts";
import { Kubectl, KubectlError } from "../deploy/kubectl.ts";
import { advice, farewell, listing } from "../deploy/words.ts";
import { uninstall } from "../deploy/uninstall.ts";
import { complain, print } from "./output.ts";
import { yamlDocuments } from "./print_yaml.ts";
import { UsageError } from "./usage_error.ts";

interface DeployArguments extends Omit<DeployOptions, "timeoutSeconds"> {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly dryRun?: true;
  readonly output: "list" | "yaml";
  readonly wait: boolean;
  readonly timeout: number;
  readonly uninstall?: true;
  readonly purge?: true;
}

export function command(): Command {
  return new Command("deploy")
    .description("Install this checkout into the cluster of the current kubectl context, or bring it up to date")
    .option("--context <name>", "another context than the current one")
    .option("--kubeconfig <file>", "another kubeconfig than kubectl's")
    .option(
      "--namespace <name>",
      "where to install; pools and advertisements belong there too",
      defaultSettings.namespace,
    )
    .option("--image <image>", "an image with Deno in it, such as a mirror of the public one")
    .option("--lb-class <class>", "serve Services of this class only; by default those that have none")
    .option("--bgp", "also speak BGP: FRR beside each announcer")
    .option("--timeout <seconds>", "how long the rollout may take", seconds, 300)
    .option("--no-wait", "do not wait for the rollout")
    .option("--dry-run", "change nothing: say what would be applied")
    .addOption(
      new Option("-o, --output <format>", "with --dry-run: a list, or the manifests").choices(["list", "yaml"])
        .default("list"),
    )
    .option("--uninstall", "remove it; custom kinds, pools, and the addresses that Services have stay")
    .option("--purge", "with --uninstall: also the custom kinds with all their objects, and the namespace")
    .action(run);
}

async function run(options: DeployArguments): Promise<void> {
  const kubectl = new Kubectl(options);
  try {
    await act(kubectl, options);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    complain(error.message);
    for (const line of advice(options.namespace)) complain(line);
    Deno.exit(1);
  }
}

async function act(kubectl: Kubectl, options: DeployArguments): Promise<void> {
  const { namespace, purge = false, wait, timeout } = options;
  if (purge && options.uninstall !== true) throw new UsageError("Cannot purge: --purge goes with --uninstall");
  const wanted: DeployOptions = { ...options, timeoutSeconds: wait ? timeout : 0 };
  if (options.dryRun === true) {
    const objects = await prepare(kubectl, wanted, complain);
    print(options.output === "yaml" ? yamlDocuments(objects) : `${listing(objects).join("\n")}\n`);
    return;
  }
  const say = (line: string): void => print(`${line}\n`);
  const context = options.context ?? (await kubectl.run(["config", "current-context"])).trim();
  say(`${options.uninstall === true ? "Removing" : "Deploying"} Arpeggio: context ${context}, namespace ${namespace}`);
  if (options.uninstall === true) {
    await uninstall(kubectl, { namespace, purge }, say);
    return;
  }
  await deploy(kubectl, wanted, say);
  for (const line of await farewell(kubectl, namespace)) say(line);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("not a number of seconds");
  return value;
}
