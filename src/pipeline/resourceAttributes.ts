// Who is sending: the service, the SDK and the browser, as every request to the collector says once.
// @see https://opentelemetry.io/docs/specs/semconv/resource/browser/
import type { Attributes } from '@opentelemetry/api';
import type { ResolvedOptions } from '../options.js';
import { createBag } from '../trace/attributes.js';

/**
 * The resource's attributes; what the browser does not tell is left out, what the page sets itself counts.
 * @param version of Clew.
 */
export function resourceAttributes(options: ResolvedOptions, version: string): Attributes {
  const { userAgentData } = navigator as {
    userAgentData?: { brands?: { brand: string; version: string }[]; mobile: boolean; platform: string };
  };
  return createBag({
    'service.name': options.serviceName,
    'service.version': options.serviceVersion,
    'deployment.environment.name': options.environment,
    'telemetry.sdk.name': 'clew',
    'telemetry.sdk.language': 'webjs',
    'telemetry.sdk.version': version,
    'user_agent.original': navigator.userAgent,
    'browser.language': navigator.language,
    'browser.platform': userAgentData?.platform,
    'browser.mobile': userAgentData?.mobile,
    'browser.brands': userAgentData?.brands?.map(({ brand, version }) => `${brand} ${version}`),
    ...options.resourceAttributes,
  }).attributes;
}
