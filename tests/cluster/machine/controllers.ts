/**
 * Controllers that make the EndpointSlices of Services, and in each namespace the default ServiceAccount and a
 * ConfigMap with the root certificate. They also delete objects whose owner is gone, and finish the deletion of
 * namespaces.
 */
export const defaultControllers: readonly string[] = [
  "endpointslice-controller",
  "garbage-collector-controller",
  "namespace-controller",
  "root-ca-certificate-publisher-controller",
  "serviceaccount-controller",
];

/** The settings of kube-controller-manager. */
export interface ControllerSettings {
  readonly kubeconfig: string;
  /** The file of the authority's certificate. */
  readonly ca: string;
  readonly controllers: readonly string[];
}

/** The flags of kube-controller-manager. */
export function controllerFlags({ kubeconfig, ca, controllers }: ControllerSettings): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--root-ca-file=${ca}`,
    `--controllers=${controllers.join(",")}`,
    "--leader-elect=false",
    "--secure-port=0",
    "--kube-api-qps=1000",
    "--kube-api-burst=1000",
  ];
}
