/** What stands at `/` while there is no instance: the first one is made here. */
import { Col, Flex, Row, Typography, theme } from 'antd';
import { useMay } from '../../app/session.tsx';
import { icons } from '../../parts/icons.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Surface } from '../../parts/surface.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { CreateInstanceForm } from './instance-form.tsx';
import { instancesText } from './instances-text.ts';

const STEPS = [
  { title: 'stepConnect', hint: 'stepConnectHint', icon: 'source' },
  { title: 'stepSync', hint: 'stepSyncHint', icon: 'run' },
  { title: 'stepPush', hint: 'stepPushHint', icon: 'cloud' },
] as const;

export default function Welcome() {
  const t = useText(common);
  const ti = useText(instancesText);
  const { token } = theme.useToken();
  const may = useMay();
  if (!may.admin) return <EmptyState title={t('noInstance')} hint={ti('askAdministrator')} />;
  return (
    <Row gutter={[24, 24]}>
      <Col xs={24} lg={13}>
        <Surface>
          <Typography.Title level={2} style={{ fontSize: 16, marginTop: 0 }}>
            {t('createInstance')}
          </Typography.Title>
          <Typography.Paragraph type="secondary">{t('noInstanceHint')}</Typography.Paragraph>
          <CreateInstanceForm />
        </Surface>
      </Col>
      <Col xs={24} lg={11}>
        <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {STEPS.map(({ title, hint, icon }) => {
            const Icon = icons[icon];
            return (
              <Flex key={title} component="li" gap={14} style={{ padding: '14px 0' }}>
                <Icon style={{ fontSize: 20, color: token.colorPrimary, marginTop: 2 }} aria-hidden />
                <div>
                  <Typography.Text strong>{ti(title)}</Typography.Text>
                  <br />
                  <Typography.Text type="secondary">{ti(hint)}</Typography.Text>
                </div>
              </Flex>
            );
          })}
        </ol>
      </Col>
    </Row>
  );
}
