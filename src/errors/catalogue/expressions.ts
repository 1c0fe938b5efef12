import type { Catalogue } from '../catalogue.ts';

export const expressions = {} as const satisfies Catalogue;
