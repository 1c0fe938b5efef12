/** Where a cloud account is reached as a SAML service provider, and its pages for RAM users. */

/** The public root of a cloud account. */
function rootOf(publicUrl: string, accountId: string): string {
  return `${publicUrl}/ram/${encodeURIComponent(accountId)}`;
}

/** What the identity provider is told, as whole URLs. */
export function serviceProvider(publicUrl: string, accountId: string) {
  const root = rootOf(publicUrl, accountId);
  return {
    entityId: `${root}/saml`,
    metadataUrl: `${root}/saml/metadata.xml`,
    acsUrl: `${root}/saml/SSO`,
    logonUrl: `${root}/login`,
  } as const;
}

/** Paths of the pages: whoever is sent on stays on the host that was asked. */
export function pagePaths(publicUrl: string, accountId: string) {
  const root = new URL(rootOf(publicUrl, accountId)).pathname;
  return {
    console: `${root}/`,
    logon: `${root}/login`,
    startSso: `${root}/login/sso`,
    logOut: `${root}/logout`,
    landed: `${root}/saml/landed`,
    authorize: `${root}/oauth/v1/authorize`,
    allow: `${root}/oauth/v1/allow`,
  } as const;
}
