import { Drawer, Typography } from 'antd';
import { FindingSteps } from '../../parts/findings.tsx';
import { useText } from '../../text/text.ts';
import { provisioningText } from './provisioning-text.ts';

export interface Connectivity {
  /** The call below `/api/v1`. */
  call: string;
  /** Settings from the form; without them the stored ones are tested. */
  body?: unknown;
}

/** Test Connectivity: step by step, what was seen and what to do. */
export function ConnectivityDrawer({ test, onClose }: { test: Connectivity; onClose: () => void }) {
  const t = useText(provisioningText);
  return (
    <Drawer open size={520} title={t('test')} onClose={onClose}>
      <Typography.Paragraph type="secondary">
        {test.body === undefined ? t('testedStored') : t('tested')}
      </Typography.Paragraph>
      <FindingSteps call={test.call} body={test.body} />
    </Drawer>
  );
}
