// What the page's own Content Security Policy forbids: asking again and again would only fill its console.
import { diag } from '@opentelemetry/api';
import { listen } from './native.js';

/** Watches violations. @returns a function that answers whether requests to `url`, absolute, were found forbidden. */
export function watchPolicy(url: string): () => boolean {
  let isForbidden = false;
  listen<SecurityPolicyViolationEvent>(
    document,
    'securitypolicyviolation',
    ({ disposition, blockedURI, effectiveDirective }) => {
      if (isForbidden || disposition !== 'enforce' || effectiveDirective !== 'connect-src') return;
      isForbidden = !!blockedURI && blockedURI.startsWith(url);
      if (isForbidden) diag.warn(`clew: connect-src of the Content Security Policy lacks ${url}`);
    },
  );
  return () => isForbidden;
}
