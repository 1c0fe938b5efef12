/** What an expression may be made of, told to people who write one; a test holds it against what compiles. */
import { FUNCTIONS } from './functions.ts';

interface Wording {
  en: string;
  zh: string;
}

interface FunctionWords extends Wording {
  example: string;
  /** What the example gives, as text. */
  result: string;
}

export interface FunctionHelp extends FunctionWords {
  name: string;
  /** How it is called: `Join(text, …, separator)`. */
  signature: string;
  /** One of IDaaS's own; the others are Muster's. */
  idaas: boolean;
}

/** A name that stands for data. */
export interface VariableHelp extends Wording {
  name: string;
  /** Other spellings of the same. */
  aliases: readonly string[];
  /** In the mappings of a source, of a target, in the sign-in of an application, or in the second argument of ArrayMap. */
  place: 'source' | 'target' | 'application' | 'item';
  example: string;
}

const IDAAS: ReadonlySet<string> = new Set(
  'Append Join Coalesce IIF IsNull ArrayMap ArrayJoin ObjectToJsonString'.split(' '),
);

const WORDS: Record<string, FunctionWords> = {
  Append: {
    en: 'Puts texts one after the other; what has no value is left out.',
    zh: '依次拼接文本，跳过无值的部分。',
    example: 'Append("bob", "@example.com")',
    result: 'bob@example.com',
  },
  Join: {
    en: 'Puts texts one after the other with a separator, the last argument; what has no value is left out.',
    zh: '用最后一个参数作为分隔符拼接文本，跳过无值的部分。',
    example: 'Join("a", null, "b", "-")',
    result: 'a-b',
  },
  Coalesce: {
    en: 'The first value that is not empty.',
    zh: '第一个非空的值。',
    example: 'Coalesce(null, "", "Bob")',
    result: 'Bob',
  },
  IIF: {
    en: 'The second argument when the condition is true, else the third; only the one chosen is worked out.',
    zh: '条件为真时取第二个参数，否则取第三个；只计算被选中的一个。',
    example: 'IIF("a" == "a", "yes", "no")',
    result: 'yes',
  },
  IsNull: {
    en: 'True for null, empty text and an empty list.',
    zh: 'null、空文本或空列表时为 true。',
    example: 'IsNull("")',
    result: 'true',
  },
  ArrayMap: {
    en: 'The list with the expression worked out for each element, which is called __item in it.',
    zh: '对列表的每个元素计算表达式，其中以 __item 表示该元素。',
    example: 'ArrayJoin(ArrayMap(Split("a,b", ","), Upper(__item)), ",")',
    result: 'A,B',
  },
  ArrayJoin: {
    en: 'The elements of a list as one text, with a separator.',
    zh: '用分隔符将列表的元素连接成一个文本。',
    example: 'ArrayJoin(Split("a b", " "), "+")',
    result: 'a+b',
  },
  ObjectToJsonString: {
    en: 'The value as JSON text.',
    zh: '将值转换为 JSON 文本。',
    example: 'ObjectToJsonString(Split("a,b", ","))',
    result: '["a","b"]',
  },
  Lower: {
    en: 'The text in lower case.',
    zh: '转换为小写。',
    example: 'Lower("Bob")',
    result: 'bob',
  },
  Upper: {
    en: 'The text in upper case.',
    zh: '转换为大写。',
    example: 'Upper("Bob")',
    result: 'BOB',
  },
  Trim: {
    en: 'The text without white space at both ends.',
    zh: '去掉首尾空白。',
    example: 'Trim("  Bob ")',
    result: 'Bob',
  },
  Replace: {
    en: 'The text with every occurrence of a text replaced.',
    zh: '替换文本中的每一处匹配。',
    example: 'Replace("a.b.c", ".", "-")',
    result: 'a-b-c',
  },
  Substring: {
    en: 'A part of the text: from a position (the first is 0) up to another, which is not included and may be left out.',
    zh: '截取文本：从起始位置（从 0 开始）到结束位置（不含，可省略）。',
    example: 'Substring("abcdef", 0, 3)',
    result: 'abc',
  },
  Split: {
    en: 'The text cut at every separator, as a list; [0] is its first part.',
    zh: '按分隔符拆分为列表，[0] 为第一段。',
    example: 'Split("bob@example.com", "@")[0]',
    result: 'bob',
  },
  RegexReplace: {
    en: 'The text with every match of a pattern replaced; $1 is a group of it, $0 the whole match.',
    zh: '替换正则表达式的每一处匹配；$1 为分组，$0 为整个匹配。',
    example: 'RegexReplace("+86 138", "[^0-9]", "")',
    result: '86138',
  },
  Pinyin: {
    en: 'A Chinese name in pinyin, lower case without spaces, surnames by their own readings.',
    zh: '将中文姓名转换为小写无空格的拼音，姓氏按姓氏读音。',
    example: 'Pinyin("单田芳")',
    result: 'shantianfang',
  },
  PinyinInitials: {
    en: 'The first letter of each syllable of a Chinese name.',
    zh: '中文姓名每个音节的首字母。',
    example: 'PinyinInitials("张伟")',
    result: 'zw',
  },
};

/** Every name that stands for data. */
export const VARIABLES: readonly VariableHelp[] = [
  {
    name: 'idpUser',
    aliases: ['idpuser'],
    place: 'source',
    en: 'The object as the source gave it; its attributes are named as the source spells them.',
    zh: '来源返回的对象，属性名与来源一致。',
    example: 'idpUser.mail',
  },
  {
    name: 'user',
    aliases: [],
    place: 'target',
    en: 'The account in the directory, on its way to a target or signing in to an application.',
    zh: '目录中的账户，用于向目标同步或登录应用。',
    example: 'user.displayName',
  },
  {
    name: 'appUser',
    aliases: [],
    place: 'application',
    en: 'The person at the application they sign in to: username, and usernames where one has several.',
    zh: '登录应用时的应用账户：username，有多个时为 usernames。',
    example: 'appUser.username',
  },
  {
    name: '__item',
    aliases: [],
    place: 'item',
    en: 'The element at hand, in the second argument of ArrayMap.',
    zh: 'ArrayMap 第二个参数中的当前元素。',
    example: 'ArrayMap(user.groups, __item.groupName)',
  },
];

/** Every function of the language, IDaaS's first. */
export function functionHelp(): FunctionHelp[] {
  return Object.entries(FUNCTIONS).flatMap(([name, { usage }]) => {
    const words = WORDS[name];
    return words ? [{ name, signature: usage, idaas: IDAAS.has(name), ...words }] : [];
  });
}
