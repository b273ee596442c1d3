import type { EnvironmentProviders } from '@angular/core';

/** Angular without zone.js, as `ng new` makes it since version 21: nothing to provide. */
export const changeDetection: EnvironmentProviders[] = [];
