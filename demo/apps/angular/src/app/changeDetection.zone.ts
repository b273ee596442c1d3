import { type EnvironmentProviders, provideZoneChangeDetection } from '@angular/core';

/** Angular with zone.js, as `ng new --zoneless=false` makes it. */
export const changeDetection: EnvironmentProviders[] = [
  provideZoneChangeDetection({ eventCoalescing: true }),
];
