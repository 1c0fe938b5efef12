import { Button, Flex, Typography } from 'antd';
import { type FormEvent, useState } from 'react';
import { api, ifMatch } from '../../../api/client.ts';
import type { Account, AccountPatch } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountText } from '../account-text.ts';
import { type AccountField, fieldValue, requestOf, type Value } from '../model/account-fields.ts';
import { accountKeys } from '../model/queries.ts';
import { FieldInput } from '../parts/field-input.tsx';

interface FieldEditorProps {
  account: Account;
  field: AccountField;
  filledBySource: boolean;
  onClose: () => void;
}

/** One field of an account, edited where it stands. */
export function FieldEditor({ account, field, filledBySource, onClose }: FieldEditorProps) {
  const t = useText(accountText);
  const words = useText(common);
  const instance = useInstanceId();
  const [value, setValue] = useState<Value>(fieldValue(account, field.id) ?? null);
  // The one whose value is shown here; the page may have read a newer one since.
  const [{ version }] = useState(account);
  const save = useAction(
    (patch: AccountPatch) => api.accounts.updateAccount(instance, account.id, patch, ifMatch(version)),
    { touches: accountKeys(instance), tell: false, done: words('saved'), onDone: onClose },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(requestOf({ [field.id]: value ?? null }) as AccountPatch);
  };
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <FieldInput kind={field.kind} label={field.label} value={value} onChange={setValue} autoFocus />
      {filledBySource && (
        <Typography.Paragraph type="secondary" style={{ margin: '6px 0 0', fontSize: 13 }}>
          {t('overridesWhenSaved')}
        </Typography.Paragraph>
      )}
      {save.error && (
        <div style={{ marginTop: 8 }}>
          <ProblemAlert error={save.error} />
        </div>
      )}
      <Flex gap={8} style={{ marginTop: 8 }}>
        <Button size="small" type="primary" htmlType="submit" loading={save.isPending}>
          {words('save')}
        </Button>
        <Button size="small" onClick={onClose}>
          {words('cancel')}
        </Button>
      </Flex>
    </form>
  );
}
