import { Alert, Checkbox, Flex, Modal, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { KeyRotation, SigningKeyList } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { keysText } from './keys-text.ts';
import { logonKey } from './logon-queries.ts';

export type Step = KeyRotation['step'];

const DONE = { prepare: 'prepared', switch: 'switched', retire: 'retired' } as const;

interface RotateKeyProps {
  use: KeyRotation['use'];
  step: Step;
  keys: SigningKeyList;
  onClose: () => void;
}

/** Says what a step means for applications before it is taken. */
export function RotateKey({ use, step, keys, onClose }: RotateKeyProps) {
  const t = useText(keysText);
  const words = useText(common);
  const instance = useInstanceId();
  const [force, setForce] = useState(false);
  const rotate = useAction(() => api.signingKeys.rotateSigningKey(instance, { use, step, force }), {
    tell: false,
    touches: [logonKey(instance, 'keys')],
    done: t(DONE[step]),
    onDone: onClose,
  });
  return (
    <Modal
      open
      title={t(step)}
      okText={t(step)}
      okButtonProps={{ loading: rotate.isPending, danger: step !== 'prepare' }}
      cancelText={words('cancel')}
      onOk={() => rotate.mutate(undefined)}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Flex vertical gap={12}>
        <Meaning use={use} step={step} keys={keys} />
        {step !== 'prepare' && (
          <div>
            <Checkbox checked={force} onChange={({ target }) => setForce(target.checked)}>
              {t('force')}
            </Checkbox>
            <Typography.Text type="secondary" style={{ display: 'block' }}>
              {t('forceHint')}
            </Typography.Text>
          </div>
        )}
        {rotate.error && <ProblemAlert error={rotate.error} />}
      </Flex>
    </Modal>
  );
}

function Meaning({ use, step, keys: { applications } }: Omit<RotateKeyProps, 'onClose'>) {
  const t = useText(keysText);
  if (step === 'prepare') return <Typography.Text>{t('prepareHint')}</Typography.Text>;
  if (step === 'retire') return <Typography.Text>{t('retireHint')}</Typography.Text>;
  if (use === 'oidc') return <Typography.Text>{t('switchOidc')}</Typography.Text>;
  if (applications.length === 0) return <Typography.Text>{t('noDependents')}</Typography.Text>;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('switchSaml')}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {applications.map(({ id, name }) => (
            <li key={id} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </li>
          ))}
        </ul>
      }
    />
  );
}
