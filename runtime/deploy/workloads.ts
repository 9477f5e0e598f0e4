/**
 * The two workloads of an installation.
 *
 * @module
 */

export interface Workload {
  readonly kind: "Deployment" | "DaemonSet";
  readonly name: string;
  readonly component: "controller" | "announcer";
  /** The workload as an argument of kubectl. */
  readonly title: string;
}

export const announcer: Workload = {
  kind: "DaemonSet",
  name: "arpeggio-announcer",
  component: "announcer",
  title: "daemonset/arpeggio-announcer",
};

export const workloads: readonly Workload[] = [
  { kind: "Deployment", name: "arpeggio-controller", component: "controller", title: "deployment/arpeggio-controller" },
  announcer,
];
