import type { Catalogue } from '../catalogue.ts';

export const push = {} as const satisfies Catalogue;
