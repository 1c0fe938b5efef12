import { Flex, Typography, theme } from 'antd';
import type { Session } from '../api/generated.ts';
import { Wordmark } from '../parts/icons.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { LanguageSwitch } from './preferences.tsx';
import { LogonForm } from './session.tsx';

export function LogonPage({ onLoggedOn }: { onLoggedOn: (session: Session) => void }) {
  const t = useText(common);
  const { token } = theme.useToken();
  return (
    <Flex
      vertical
      align="center"
      justify="center"
      style={{ minHeight: '100%', background: token.colorBgLayout, padding: 16 }}
    >
      <main style={{ width: '100%', maxWidth: 380 }}>
        <Flex justify="space-between" align="center" style={{ marginBottom: 20 }}>
          <Wordmark />
          <LanguageSwitch />
        </Flex>
        <section
          style={{
            padding: 24,
            background: token.colorBgContainer,
            border: `1px solid ${token.colorBorderSecondary}`,
            borderRadius: token.borderRadiusLG,
          }}
        >
          <Typography.Title level={1} style={{ fontSize: 20, marginTop: 0 }}>
            {t('logOnTitle')}
          </Typography.Title>
          <LogonForm onLoggedOn={onLoggedOn} />
        </section>
        <Typography.Paragraph type="secondary" style={{ marginTop: 16, fontSize: 13 }}>
          {t('firstLogon')}
        </Typography.Paragraph>
      </main>
    </Flex>
  );
}
