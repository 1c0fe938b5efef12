import type { Catalogue } from '../catalogue.ts';

export const ram = {} as const satisfies Catalogue;
