/**
 * The fields of a Pod spec that a kubelet uses, and the rules by which a kubelet resolves variables in them.
 *
 * @module
 */

export interface PodSpec {
  readonly serviceAccountName: string;
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number };
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly securityContext?: {
    readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  };
  readonly volumeMounts?: readonly VolumeMount[];
}

interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  /** One file of the volume; absent: the whole volume. */
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
}

export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
  readonly emptyDir?: unknown;
}

/**
 * The environment of a container: the variables of the Services, and the container's own variables. A variable may
 * refer to the variables before it. See
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function environmentOf(
  { env = [] }: Container,
  services: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const own: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    const path = valueFrom?.fieldRef?.fieldPath;
    own[name] = path === undefined ? expand(value ?? "", { ...services, ...own }) : fields[path] ?? "";
  }
  return { ...services, ...own };
}

/** Command and arguments. Each `$(NAME)` is replaced by the variable's value, or kept if there is no such variable. */
export function commandOf({ command, args = [] }: Container, environment: Readonly<Record<string, string>>): string[] {
  return [...command, ...args].map((each) => expand(each, environment));
}

function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (whole, name: string) => values[name] ?? whole);
}
