/** Browser and system out of a User-Agent, as far as people would name them. */

const BROWSERS: [RegExp, string][] = [
  [/DingTalk/i, 'DingTalk'],
  [/wxwork/i, 'WeCom'],
  [/MicroMessenger/i, 'WeChat'],
  [/Lark|Feishu/i, 'Lark'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/HeadlessChrome|Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** What a passkey made here is called unless the person says otherwise; devices have no names for pages. */
export function ownDevice(): string {
  const known = readAgent(navigator.userAgent);
  return known ? `${known.system} ${known.browser}` : '';
}

export function readAgent(agent: string | null): { browser: string; system: string } | undefined {
  const found = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent ?? ''))?.[1];
  const [browser, system] = [found(BROWSERS), found(SYSTEMS)];
  return browser && system ? { browser, system } : undefined;
}
