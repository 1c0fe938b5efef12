/** RFC 6749 §5.2 and RFC 7009 §2.2.1; RAM does not document its own. */
export type OAuthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'access_denied'
  | 'temporarily_unavailable';

/** A refusal in the protocol's own words; `basic`: the client tried HTTP Basic and must be challenged. */
export class OAuthError extends Error {
  readonly code: OAuthCode;
  readonly basic: boolean;

  constructor(code: OAuthCode, description: string, basic = false) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
    this.basic = basic;
  }

  get status(): number {
    return this.code === 'invalid_client' ? 401 : 400;
  }
}
