import { BulbOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { common } from '../text/common.ts';
import { setLanguage, useLanguage, useText } from '../text/text.ts';
import { type Appearance, appearance, setAppearance, useDark } from './theme.ts';

/** Shows the language one would change to, in that language. */
export function LanguageSwitch() {
  const language = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button type="text" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => setLanguage(other)}>
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  );
}

export function AppearanceSwitch() {
  const t = useText(common);
  useDark();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [appearance()],
        items: [
          { key: 'light', label: t('themeLight') },
          { key: 'dark', label: t('themeDark') },
          { key: 'system', label: t('themeSystem') },
        ],
        onClick: ({ key }) => setAppearance(key as Appearance),
      }}
    >
      <Button type="text" icon={<BulbOutlined />} aria-label={t('theme')} />
    </Dropdown>
  );
}
