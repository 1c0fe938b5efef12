/** The log-on page as it would look with what stands in the form, with the methods that are on now. */
import { Flex, Segmented } from 'antd';
import { type CSSProperties, useState } from 'react';
import { inkOn, mix, readableOn } from '../../../people/look/colour.ts';
import type { LogonMethod, LookSettings } from '../../api/generated.ts';
import { useDark } from '../../app/theme.ts';
import { type Language, useLanguage, useText } from '../../text/text.ts';
import './look-preview.css';
import { lookText } from './look-text.ts';
import { asksDirectory } from './method-state.tsx';
import { previewWord } from './preview-words.ts';

const HEX = /^#[0-9a-f]{6}$/i;
const FALLBACK = '#0d5c6b';
const GROUNDS = { light: ['#ffffff', '#f3f5f6'], dark: ['#171f24', '#0f1518'] };

/** As the page itself derives its colours from the company's. */
function coloursOf(given: string, dark: boolean): CSSProperties {
  const colour = HEX.test(given) ? given : FALLBACK;
  const accent = readableOn(colour, dark ? GROUNDS.dark : GROUNDS.light, dark ? 6 : 4.5);
  const panel = dark ? mix(colour, '#0b1013', 0.45) : colour;
  return {
    '--accent': accent,
    '--on-accent': inkOn(accent),
    '--panel': panel,
    '--on-panel': inkOn(panel),
  } as CSSProperties;
}

interface LookPreviewProps {
  look: LookSettings;
  instanceName: string;
  methods: LogonMethod[];
  forgot: boolean;
}

export function LookPreview({ look, instanceName, methods, forgot }: LookPreviewProps) {
  const t = useText(lookText);
  const [language, setLanguage] = useState<Language>(useLanguage());
  const [dark, setDark] = useState(useDark());
  return (
    <Flex vertical gap={10}>
      <Flex gap={8} wrap justify="end">
        <Segmented<Language>
          size="small"
          aria-label={t('language')}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'en', label: 'English' },
            { value: 'zh', label: '中文' },
          ]}
        />
        <Segmented<boolean>
          size="small"
          aria-label={t('appearance')}
          value={dark}
          onChange={setDark}
          options={[
            { value: false, label: t('light') },
            { value: true, label: t('dark') },
          ]}
        />
      </Flex>
      <div role="img" aria-label={t('previewOf')}>
        <div
          aria-hidden
          className={dark ? 'look-preview look-preview-dark' : 'look-preview'}
          style={coloursOf(look.colour, dark)}
        >
          <Drawn
            look={look}
            company={look.companyName?.trim() || instanceName}
            language={language}
            methods={methods.filter(({ enabled }) => enabled)}
            forgot={forgot}
          />
        </div>
      </div>
    </Flex>
  );
}

interface DrawnProps {
  look: LookSettings;
  company: string;
  language: Language;
  methods: LogonMethod[];
  forgot: boolean;
}

const takesPassword = (method: LogonMethod) => method.kind === 'password' || asksDirectory(method);

function Drawn({ look: { logo, notice }, company, language, methods, forgot }: DrawnProps) {
  const word = (key: Parameters<typeof previewWord>[0], values?: Record<string, string>) =>
    previewWord(key, language, values);
  const tabs = methods.filter(takesPassword);
  const others = methods.filter((method) => !takesPassword(method));
  return (
    <>
      <div className="look-preview-panel">
        {logo && (
          <div className="look-preview-logo">
            <img src={logo} alt="" />
          </div>
        )}
        <div className="look-preview-name">{company}</div>
      </div>
      <div className="look-preview-side">
        <div>
          <strong>{word('logOn')}</strong>
          <span className="look-preview-soft">{word('to', { company })}</span>
        </div>
        {tabs.length > 1 && (
          <div className="look-preview-tabs">
            {tabs.map(({ id, shownTitle }) => (
              <span key={id}>{shownTitle[language]}</span>
            ))}
          </div>
        )}
        {tabs.length > 0 && (
          <>
            <div>
              {word('username')}
              <div className="look-preview-box" />
            </div>
            <div>
              {word('password')}
              <div className="look-preview-box" />
            </div>
            <div className="look-preview-button">{word('logOn')}</div>
            {forgot && tabs[0]?.kind === 'password' && (
              <div>
                <span className="look-preview-link">{word('forgot')}</span>
              </div>
            )}
          </>
        )}
        {others.map(({ id, shownTitle }) => (
          <div key={id} className="look-preview-way">
            {word('with', { name: shownTitle[language] })}
          </div>
        ))}
        {notice?.[language] && <div className="look-preview-notice">{notice[language]}</div>}
      </div>
    </>
  );
}
