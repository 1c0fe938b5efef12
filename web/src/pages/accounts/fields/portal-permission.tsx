import { Select } from 'antd';
import { api } from '../../../api/client.ts';
import type { CustomField } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { directoryText } from '../directory-text.ts';
import { keys } from '../model/queries.ts';

export const PERMISSIONS = ['hide', 'read_only', 'read_write'] as const;

interface PortalPermissionProps {
  field: CustomField;
  label: string;
  disabled: boolean;
}

/** What people may do with their own value; saved as soon as it is chosen. */
export function PortalPermission({ field, label, disabled }: PortalPermissionProps) {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const change = useAction(
    (portal: CustomField['portal']) => api.fields.updateCustomField(instance, field.id, { portal }),
    { done: words('saved'), touches: [keys.fields(instance)] },
  );
  return (
    <Select<CustomField['portal']>
      aria-label={label}
      value={field.portal}
      disabled={disabled}
      loading={change.isPending}
      style={{ width: 150 }}
      onChange={(portal) => change.mutate(portal)}
      options={PERMISSIONS.map((value) => ({ value, label: t(`portal_${value}`) }))}
    />
  );
}
