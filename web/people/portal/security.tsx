import type { OwnFactors } from '../api/types.ts';
import { useText } from '../text/text.ts';
import type { PageProps } from './app.tsx';
import { Page, Read } from './parts.tsx';
import { PasskeyPart } from './passkeys.tsx';
import { PasswordPart } from './password.tsx';
import { portalText } from './portal-text.ts';
import { SecondStepPart } from './second-step.tsx';
import { useData } from './use-data.ts';

export function Security({ moved }: PageProps) {
  const t = useText(portalText);
  const factors = useData<OwnFactors>('/factors');
  return (
    <Page title={t('security')} moved={moved}>
      <PasswordPart />
      <Read from={factors}>
        {(data) => (
          <>
            <SecondStepPart factors={data} reload={factors.reload} />
            <PasskeyPart factors={data} reload={factors.reload} />
          </>
        )}
      </Read>
    </Page>
  );
}
