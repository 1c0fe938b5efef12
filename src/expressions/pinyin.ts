import { pinyin } from 'pinyin-pro';
import { failed } from './failure.ts';

/** Longest name that is spelled out; a person's name is far shorter, and the work grows with the length. */
const NAME_MAX = 256;

/**
 * Surnames read otherwise than the same characters elsewhere. The library knows them in simplified characters only,
 * so a name that begins with the traditional form is rewritten first.
 */
const TRADITIONAL_SURNAMES: Record<string, string> = {
  單: '单',
  區: '区',
  樂: '乐',
  蓋: '盖',
  員: '员',
  繆: '缪',
  長孫: '长孙',
  尉遲: '尉迟',
  萬俟: '万俟',
  單于: '单于',
};

/** The name in lower-case ASCII, Chinese characters by their pinyin without tones: 张伟 → zhangwei, 吕布 → lvbu. */
export function spelled(where: string, name: string): string {
  return latin(where, name, 'pinyin');
}

/** The first letter of each Chinese character, the rest as it is: 张伟 → zw, 张伟2 → zw2. */
export function initials(where: string, name: string): string {
  return latin(where, name, 'first');
}

function latin(where: string, name: string, pattern: 'pinyin' | 'first'): string {
  if (name.length > NAME_MAX) throw failed(where, 'text_too_long', { max: NAME_MAX });
  const options = { toneType: 'none', type: 'array', surname: 'head', v: true, traditional: true } as const;
  const surname = [2, 1]
    .map((length) => name.slice(0, length))
    .find((head) => Object.hasOwn(TRADITIONAL_SURNAMES, head));
  const simplified =
    surname === undefined ? name : TRADITIONAL_SURNAMES[surname] + name.slice(surname.length);
  const text = pinyin(simplified, { ...options, pattern, nonZh: 'consecutive' }).join('');
  // A rare character left out would give a wrong user name that nobody notices, so its record fails instead.
  const unread = /\p{Script=Han}/u.exec(text);
  if (unread) throw failed(where, 'no_reading', { got: unread[0] });
  return text
    .normalize('NFKD')
    .replace(/[^\x21-\x7e]/g, '')
    .toLowerCase();
}
