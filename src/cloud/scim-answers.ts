import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import { MAX_BODY_BYTES } from '../scim/body.ts';
import { SCIM_ANSWERS, type ScimAnswer, scimErrorBody } from '../scim/errors.ts';

export const SCIM_TYPE = 'application/scim+json; charset=utf-8';

/**
 * Status, scimType and RAM's own error code of each failure here. RAM publishes no table for SCIM: the statuses are
 * RFC 7644's, the codes those of RAM's API, put before the detail.
 */
const RAM_ANSWERS: { readonly [code in ErrorCode]?: ScimAnswer & { readonly ramCode?: string } } = {
  ...SCIM_ANSWERS,
  scim_body_media_type: { status: 415 },
  scim_body_too_large: { status: 413 },
  scim_endpoint_unknown: { status: 404 },
  scim_not_offered: { status: 501 },
  scim_too_many: { status: 429 },
  scim_token_missing: { status: 401 },
  scim_token_invalid: { status: 401 },
  scim_token_scope: { status: 403, ramCode: 'NoPermission' },
  not_found: { status: 404, ramCode: 'EntityNotExist.User' },
  ram_user_exists: { status: 409, scimType: 'uniqueness', ramCode: 'EntityAlreadyExists.User' },
  ram_external_id_exists: {
    status: 409,
    scimType: 'uniqueness',
    ramCode: 'EntityAlreadyExists.User.ExternalId',
  },
  ram_user_quota: { status: 403, ramCode: 'LimitExceeded.User' },
  ram_user_attached: { status: 409, ramCode: 'DeleteConflict.User' },
  ram_user_name_length: {
    status: 400,
    scimType: 'invalidValue',
    ramCode: 'InvalidParameter.UserName.Length',
  },
  ram_user_name_chars: {
    status: 400,
    scimType: 'invalidValue',
    ramCode: 'InvalidParameter.UserName.InvalidChars',
  },
};

const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'scim_body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'scim_body_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'scim_body_json',
};

/** Answers every failure below this plugin in SCIM's shape, with nothing of the inside in it. */
export function answerInScim(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: Error & { code?: string }, request, reply) => {
    const known = error instanceof MusterError ? error : fromFastify(error);
    const answer = RAM_ANSWERS[known.code] ?? { status: 500 };
    if (answer.status === 500) log.error({ err: error, requestId: request.id }, 'SCIM request failed');
    if (answer.status === 401) {
      const invalid = known.code === 'scim_token_invalid' ? ', error="invalid_token"' : '';
      reply.header('www-authenticate', `Bearer realm="muster"${invalid}`);
    }
    if (answer.status === 429) reply.header('retry-after', '1');
    reply.code(answer.status).header('content-type', SCIM_TYPE);
    return reply.send(scimErrorBody(answer, detailOf(known, answer.ramCode)));
  });
  app.setNotFoundHandler(() => {
    throw new MusterError('scim_endpoint_unknown');
  });
}

function detailOf(error: MusterError, ramCode: string | undefined): string {
  const { message, remedy } = error.text('en');
  // RAM names what is in the way: DeleteConflict.User.AccessKey.
  const suffix = error.code === 'ram_user_attached' ? `.${error.params.kind}` : '';
  return `${ramCode === undefined ? '' : `${ramCode}${suffix}: `}${message} ${remedy}`;
}

function fromFastify(error: Error & { code?: string }): MusterError {
  const code = FASTIFY_CODES[error.code ?? ''] ?? 'internal';
  return new MusterError(code, { max: MAX_BODY_BYTES }, error);
}
