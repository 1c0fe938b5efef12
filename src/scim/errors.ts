import type { ErrorCode } from '../errors/catalogue.ts';

/** RFC 7644 §3.12, table 9. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

export interface ScimAnswer {
  readonly status: number;
  readonly scimType?: ScimType;
}

const bad = (scimType: ScimType): ScimAnswer => ({ status: 400, scimType });

/** The SCIM answer to each failure of the protocol core; a server adds its own codes to this table. */
export const SCIM_ANSWERS: { readonly [code in ErrorCode]?: ScimAnswer } = {
  scim_filter_invalid: bad('invalidFilter'),
  scim_filter_too_large: bad('invalidFilter'),
  scim_filter_attribute: bad('invalidFilter'),
  scim_filter_value: bad('invalidFilter'),
  scim_filter_operator: bad('invalidFilter'),
  scim_filter_refused: { status: 403 },
  scim_path_invalid: bad('invalidPath'),
  scim_no_target: bad('noTarget'),
  scim_read_only: bad('mutability'),
  scim_value_type: bad('invalidValue'),
  scim_value_length: bad('invalidValue'),
  scim_value_characters: bad('invalidValue'),
  scim_value_required: bad('invalidValue'),
  scim_value_primary: bad('invalidValue'),
  scim_value_twice: bad('invalidSyntax'),
  scim_query_number: bad('invalidValue'),
  scim_body_json: bad('invalidSyntax'),
  scim_body_encoding: bad('invalidSyntax'),
  scim_body_depth: bad('invalidSyntax'),
  scim_body_object: bad('invalidSyntax'),
  scim_operations_missing: bad('invalidSyntax'),
  scim_operation_unknown: bad('invalidSyntax'),
  scim_version_stale: { status: 412 },
};

/** An error body; `status` is a string there (RFC 7644 §3.12). */
export function scimErrorBody(answer: ScimAnswer, detail: string): string {
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(answer.status),
    ...(answer.scimType === undefined ? {} : { scimType: answer.scimType }),
    detail,
  });
}
