// Who is sending: the resource that every span of this page belongs to, in the shape OpenTelemetry's SDKs read.
import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Structurally the `Resource` of `@opentelemetry/resources`. */
export interface Resource {
  readonly attributes: Attributes;
  /** A new resource; where both have an attribute, the other's counts. */
  merge(other: { readonly attributes?: Attributes } | null): Resource;
  getRawAttributes(): [string, AttributeValue | undefined][];
}

/** Creates a resource that never changes. */
export function createResource(attributes: Attributes): Resource {
  return {
    attributes,
    merge: (other) => createResource({ ...attributes, ...other?.attributes }),
    getRawAttributes: () => Object.entries(attributes),
  };
}
