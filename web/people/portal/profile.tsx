/** What is known of the person, and what of it they may change. */
import { useState } from 'react';
import type { Me } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Check, Field } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { fieldProblem, Notice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import type { PageProps } from './app.tsx';
import { EmailLine } from './email.tsx';
import { OwnProblem, Page, Part } from './parts.tsx';
import { portalText } from './portal-text.ts';
import { draftOf, isNumber, patchOf, phoneFaults, TEXTS, textOf } from './profile-draft.ts';
import { usePerson } from './session.tsx';

export function Profile({ moved }: PageProps) {
  const t = useText(portalText);
  const { me } = usePerson();
  return (
    <Page title={t('profile')} moved={moved}>
      <Part title={me.account.displayName ?? me.account.username} hint={t('profileHint')}>
        <EmailLine />
        <Facts me={me} />
        {me.editable.some((field) => field !== 'email') && <Editor me={me} />}
      </Part>
    </Page>
  );
}

const LENGTH = { displayName: 128, phoneRegion: 6, phoneNumber: 15, description: 256 } as const;
const LABELS = {
  displayName: 'displayName',
  phoneRegion: 'phoneRegion',
  phoneNumber: 'phone',
  description: 'description',
} as const;
const AUTOCOMPLETE = {
  displayName: 'name',
  phoneRegion: 'off',
  phoneNumber: 'tel-national',
  description: 'off',
} as const;

/** What is only shown. */
function Facts({ me: { account, customFields, editable } }: { me: Me }) {
  const t = useText(portalText);
  const may = (field: string) => editable.includes(field);
  const { phoneRegion, phoneNumber } = account;
  const phone = phoneNumber && phoneRegion ? `+${phoneRegion} ${phoneNumber}` : phoneNumber;
  const custom = (id: string) => {
    const value = account.custom[id];
    return typeof value === 'boolean' ? t(value ? 'yes' : 'no') : value;
  };
  return (
    <dl className="facts">
      <Fact label={t('username')} value={account.username} />
      {TEXTS.filter((field) => !may(field) && field !== 'phoneRegion').map((field) => (
        <Fact key={field} label={t(LABELS[field])} value={field === 'phoneNumber' ? phone : account[field]} />
      ))}
      {customFields
        .filter(({ id }) => !may(`custom.${id}`))
        .map(({ id, title }) => (
          <Fact key={id} label={title} value={custom(id)} />
        ))}
    </dl>
  );
}

function Fact({ label, value }: { label: string; value: string | number | null | undefined }) {
  const t = useText(portalText);
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd className="wrap">{value ?? <span className="soft">{t('empty')}</span>}</dd>
    </div>
  );
}

function Editor({ me }: { me: Me }) {
  const t = useText(portalText);
  const tc = useText(common);
  const { own, setMe } = usePerson();
  const [draft, setDraft] = useState(() => draftOf(me));
  const [saved, setSaved] = useState(false);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const may = (field: string) => me.editable.includes(field);
  const set = (field: string) => (value: string | boolean) => {
    setSaved(false);
    setDraft({ ...draft, [field]: value });
  };
  const custom = me.customFields.filter(({ id }) => may(`custom.${id}`));
  const isWrong = ({ id, type }: (typeof custom)[number]) =>
    type === 'number' && !isNumber(textOf(draft, `custom.${id}`));
  const phone = tried ? phoneFaults(draft) : {};
  const submit = () => {
    setSaved(false);
    setTried(true);
    if (custom.some(isWrong) || Object.keys(phoneFaults(draft)).length > 0) return;
    void run(async () => {
      const next = await own<Me>('PATCH', '/me', patchOf(me, draft));
      setMe(next);
      setDraft(draftOf(next));
      setSaved(true);
    });
  };
  return (
    <Form onSubmit={submit} label={t('profile')}>
      {TEXTS.filter(may).map((field) => (
        <Field
          key={field}
          label={t(LABELS[field])}
          value={textOf(draft, field)}
          onChange={set(field)}
          maxLength={LENGTH[field]}
          autoComplete={AUTOCOMPLETE[field]}
          inputMode={field.startsWith('phone') ? 'numeric' : 'text'}
          hint={field === 'phoneRegion' ? t('phoneRegionHint') : undefined}
          error={phone[field] ? t(phone[field]) : fieldProblem(problem, field)}
        />
      ))}
      {may('preferredLanguage') && (
        <LanguageField value={textOf(draft, 'preferredLanguage')} onChange={set('preferredLanguage')} />
      )}
      {custom.map((field) => {
        const name = `custom.${field.id}`;
        if (field.type === 'boolean')
          return (
            <Check key={name} checked={draft[name] === true} onChange={set(name)}>
              {field.title}
            </Check>
          );
        return (
          <Field
            key={name}
            label={field.title}
            value={textOf(draft, name)}
            onChange={set(name)}
            maxLength={1024}
            inputMode={field.type === 'number' ? 'decimal' : 'text'}
            error={isWrong(field) ? t('notNumber') : fieldProblem(problem, name)}
          />
        );
      })}
      <OwnProblem problem={problem} />
      <div>
        <Button kind="primary" type="submit" busy={busy}>
          {tc('save')}
        </Button>
      </div>
      {saved && <Notice kind="good" title={t('saved')} />}
    </Form>
  );
}

function LanguageField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useText(portalText);
  const known = ['', 'zh-CN', 'en'];
  return (
    <label className="field">
      <span className="field-label">{t('preferredLanguage')}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {(known.includes(value) ? known : [...known, value]).map((tag) => (
          <option key={tag} value={tag}>
            {tag === '' ? t('langUnset') : tag === 'zh-CN' ? '中文' : tag === 'en' ? 'English' : tag}
          </option>
        ))}
      </select>
      <span className="field-hint">{t('languageHint')}</span>
    </label>
  );
}
