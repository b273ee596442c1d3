// The view's template tag: JSX-like markup, bound to Preact, with no build step.
import htm from 'htm';
import { h } from 'preact';

/** Turns a tagged template into Preact elements. @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const html = htm.bind(h);
