/** Between the settings of sign-in as the server has them and as the form holds them. Pure. */
import type { ApplicationSsoDetails, ApplicationSsoPatch } from '../../api/generated.ts';
import { type FieldSchema, unwrapNull } from '../../form/schema.ts';

export type Settings = Record<string, unknown>;

export interface SsoValues {
  applicationUsername: { by: 'username' | 'expression' | 'manual'; expression?: string };
  oidc?: Settings;
  saml?: Settings;
}

export function valuesOf({ applicationUsername, oidc, saml }: ApplicationSsoDetails): SsoValues {
  return {
    applicationUsername,
    ...(oidc ? { oidc: { ...oidc } } : {}),
    ...(saml ? { saml: { ...saml } } : {}),
  };
}

/** What is sent: the settings of the protocol whole, as the server takes them. */
export function patchOf(
  { protocol }: Pick<ApplicationSsoDetails, 'protocol'>,
  values: SsoValues,
  schema: FieldSchema,
): ApplicationSsoPatch {
  const { by, expression = '' } = values.applicationUsername;
  const applicationUsername = by === 'expression' ? { by, expression } : { by };
  if (protocol === 'none') return { applicationUsername };
  return { applicationUsername, [protocol]: filled(values[protocol] ?? {}, schema) } as ApplicationSsoPatch;
}

/** A field that was emptied is null where it may be, and left out, so with its default, where it may not. */
function filled(settings: Settings, { properties = {} }: FieldSchema): Settings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]): [string, unknown][] => {
      if (value !== '' && value !== null && value !== undefined) return [[name, value]];
      const { nullable } = unwrapNull(properties[name] ?? {});
      return nullable ? [[name, null]] : [];
    }),
  );
}

/** What an import would change in the form, by field. */
export function differences(present: Settings, imported: Settings): string[] {
  return Object.keys(imported).filter(
    (name) => JSON.stringify(present[name] ?? null) !== JSON.stringify(imported[name] ?? null),
  );
}
