import { setLanguage, useLanguage } from '../text/text.ts';
import { Icon } from './icons.tsx';

/** Shows the language one would change to, in that language. */
export function LanguageSwitch() {
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      className="button button-quiet"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => setLanguage(other)}
    >
      <Icon name="globe" size={18} />
      {other === 'zh' ? '中文' : 'English'}
    </button>
  );
}
