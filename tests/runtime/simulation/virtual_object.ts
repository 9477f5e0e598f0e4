export type Fields = Readonly<Record<string, unknown>>;

export interface VirtualObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
  readonly spec?: unknown;
  readonly status?: unknown;
}
