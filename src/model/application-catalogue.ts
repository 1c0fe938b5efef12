/** What applications can be made from: entries of the catalogue, as API and console show them. */
import { z } from 'zod';

export const Words = z.strictObject({ en: z.string(), zh: z.string() });
export type Words = z.infer<typeof Words>;

export const CATALOGUE_CATEGORIES = ['cloud', 'development', 'operations', 'office', 'standard'] as const;
export const CatalogueCategory = z.enum(CATALOGUE_CATEGORIES);

/** A mark of our own, letters on a colour: vendors' marks are theirs. */
export const Icon = z
  .strictObject({ letters: z.string().min(1).max(3), colour: z.string().regex(/^#[0-9a-f]{6}$/) })
  .meta({ id: 'ApplicationIcon' });
export type Icon = z.infer<typeof Icon>;

/** A value that an entry asks for; `{name}` in its settings stands for it. */
export const CatalogueParameter = z
  .strictObject({
    name: z.string().regex(/^[a-zA-Z]{1,40}$/),
    title: Words,
    help: Words,
    /** Regular expression that the whole value must match. */
    pattern: z.string(),
    example: z.string(),
    /** Taken where none is given; may name other parameters in braces. */
    default: z.string().nullable(),
  })
  .meta({ id: 'CatalogueParameter' });
export type CatalogueParameter = z.infer<typeof CatalogueParameter>;

export const Guide = z.strictObject({ en: z.array(z.string()), zh: z.array(z.string()) });
export type Guide = z.infer<typeof Guide>;

export const CatalogueEntry = z
  .strictObject({
    id: z.string(),
    title: Words,
    description: Words,
    category: CatalogueCategory,
    icon: Icon,
    protocol: z.enum(['oidc', 'saml']),
    parameters: z.array(CatalogueParameter),
    /** How the application's accounts may be given by hand: several to a person (roles), one to many people. */
    accounts: z.strictObject({ several: z.boolean(), shared: z.boolean() }),
    /** Template of the target that comes with it; null where people only sign in. */
    provisioning: z.string().nullable(),
    guide: Guide,
    tested: z.boolean(),
    /** What it was tested against; null where it was not. */
    testedWith: Words.nullable(),
  })
  .meta({ id: 'CatalogueEntry' });
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
