/** The world after a user has run a command that `why` proposes. */

import type { Node, Service } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { manifestsOf } from "../../runtime/reading/read_manifests.ts";
import { readYAML } from "../../runtime/reading/yaml_manifests.ts";
import { applyMergePatch } from "../../runtime/store/merge_patch.ts";

/** The world after the command; undefined if the command is of another form, such as `kubectl get`. */
export function appliedCommand(command: string, observed: Observed): Observed | undefined {
  const [, document] = /^echo '(.*)' \| kubectl apply -f -$/.exec(command) ?? [];
  if (document !== undefined) {
    const { l2Advertisements, pools } = manifestsOf(readYAML(document, "-").objects).observed;
    return {
      ...observed,
      l2Advertisements: [...observed.l2Advertisements, ...l2Advertisements],
      pools: [...observed.pools, ...pools],
    };
  }
  const [, verb, rest = ""] = /^kubectl (annotate|patch|label|taint) (.*)$/.exec(command) ?? [];
  switch (verb) {
    case "annotate":
      return annotated(rest, observed);
    case "patch":
      return patched(rest, observed);
    case "label":
    case "taint":
      // No command of `why` adds a taint, so a command that ends with `=` adds a label.
      return rest.endsWith("=") ? labelled(rest, observed) : freed(rest, observed);
    default:
      return undefined;
  }
}

function annotated(rest: string, observed: Observed): Observed {
  const [, namespace, name, changes = ""] = /^service --namespace (\S+) (\S+) --overwrite (.*)$/.exec(rest) ?? [];
  const patch: Record<string, string | null> = {};
  for (const [, key = "", quoted, plain] of changes.matchAll(/([^\s=]+?)(?:-|=(?:'([^']*)'|(\S+)))(?:\s|$)/g)) {
    patch[key] = quoted ?? plain ?? null;
  }
  return changed(observed, { namespace, name }, { metadata: { annotations: patch } });
}

function patched(rest: string, observed: Observed): Observed {
  const [, namespace, name, patch = "{}"] = /^service --namespace (\S+) (\S+) --patch '(.*)'$/.exec(rest) ?? [];
  return changed(observed, { namespace, name }, JSON.parse(patch));
}

function changed(
  observed: Observed,
  { namespace, name }: { readonly namespace: string | undefined; readonly name: string | undefined },
  patch: Record<string, unknown>,
): Observed {
  const services = observed.services.map((service): Service =>
    service.metadata.name === name && service.metadata.namespace === namespace
      ? JSON.parse(JSON.stringify(applyMergePatch(service, patch)))
      : service
  );
  return { ...observed, services };
}

function labelled(rest: string, observed: Observed): Observed {
  const [, name, key = ""] = /^node (\S+) (\S+)=$/.exec(rest) ?? [];
  const nodes = observed.nodes.map((node): Node =>
    node.metadata.name === name
      ? { ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, [key]: "" } } }
      : node
  );
  return { ...observed, nodes };
}

/** Removes the taint and the label of this key from the named nodes. */
function freed(rest: string, observed: Observed): Observed {
  const words = rest.split(" ");
  const names = words.slice(1, -1);
  const key = words.at(-1)?.replace(/-$/, "") ?? "";
  const nodes = observed.nodes.map((node): Node => {
    if (!names.includes(node.metadata.name)) return node;
    const { [key]: _, ...labels } = node.metadata.labels ?? {};
    const taints = node.spec?.taints?.filter((taint) => taint.key !== key) ?? [];
    return { ...node, metadata: { ...node.metadata, labels }, spec: { ...node.spec, taints } };
  });
  return { ...observed, nodes };
}
