/** What events of WeCom touch. Pure. */
import { XMLParser } from 'fast-xml-parser';
import type { SourceEvent, Touched } from '../source.ts';
import type { WeComConfig } from './config.ts';

/** An event is a few lines; the long form with everything a member has stays far below this. */
export const XML_MAX_BYTES = 256 * 1024;
const CONTACTS = 'change_contact';
const CDATA = '<![CDATA[';
const CDATA_END = ']]>';

const parser = new XMLParser({
  ignoreAttributes: true,
  // Ids are texts: leading zeros, and digits beyond what a number holds.
  parseTagValue: false,
  trimValues: true,
  processEntities: false,
});

/** The cipher text of a call. Found without the parser, which sees nothing that is not signed. */
export function encryptedIn(envelope: string): string | undefined {
  const markup = markupOf(envelope);
  if (markup === undefined || !/^\s*<xml[\s>]/.test(markup)) return undefined;
  const [, inCdata, plain] =
    /<Encrypt>\s*(?:<!\[CDATA\[([\w+/=]+)\]\]>|([\w+/=]+))\s*<\/Encrypt>/.exec(envelope) ?? [];
  return inCdata ?? plain;
}

/** The elements directly below `<xml>`, texts only; null for what is no such document, or has a DTD or comments. */
export function xmlElements(text: string): Record<string, string> | null {
  if (Buffer.byteLength(text) > XML_MAX_BYTES) return null;
  if (markupOf(text) === undefined) return null;
  try {
    const { xml } = parser.parse(text, true) as Record<string, unknown>;
    if (typeof xml !== 'object' || xml === null || Array.isArray(xml)) return null;
    const texts = Object.entries(xml).filter(([, value]) => typeof value === 'string');
    return Object.fromEntries(texts);
  } catch {
    return null;
  }
}

/** A document without its texts in CDATA; undefined where it has a DTD or comments. */
function markupOf(text: string): string | undefined {
  const markup = withoutCdata(text)?.replace(/^\s*<\?xml[^<>]*\?>/, '');
  return markup === undefined || /<[!?]/.test(markup) ? undefined : markup;
}

/** Undefined where a section does not end. A pattern would look for the end from each beginning anew. */
function withoutCdata(text: string): string | undefined {
  let rest = '';
  for (let at = 0; ; ) {
    const begin = text.indexOf(CDATA, at);
    if (begin === -1) return rest + text.slice(at);
    const end = text.indexOf(CDATA_END, begin + CDATA.length);
    if (end === -1) return undefined;
    rest += text.slice(at, begin);
    at = end + CDATA_END.length;
  }
}

/** Undefined where the event is of nothing that this source reads. */
export function understand(event: Record<string, string>, config: WeComConfig): SourceEvent | undefined {
  if (event.Event !== CONTACTS) return undefined;
  const touched = touchedBy(event, config);
  if (touched?.length === 0) return undefined;
  return { id: ownId(event), touched };
}

/** Null: only reading everything shows what happened. */
function touchedBy(event: Record<string, string>, config: WeComConfig): Touched[] | null {
  const { ChangeType: type = '', UserID: user, NewUserID: renamed, Id: department, TagId: tag } = event;
  if (/^(create|update|delete)_user$/.test(type)) {
    const ids = [user, renamed].filter((id) => id !== undefined && id !== '');
    return ids.length > 0 ? ids.map((id) => ({ kind: 'user', id: id! })) : null;
  }
  if (/^(create|update|delete)_party$/.test(type))
    return department ? [{ kind: 'org', id: department }] : null;
  if (type === 'update_tag' && config.groupSync) return tag ? [{ kind: 'group', id: tag }] : null;
  return [];
}

/**
 * WeCom gives no id and advises sender and time; kind, object and what the event says of it are added, as one second
 * may see several changes.
 */
function ownId(event: Record<string, string>): string {
  const parts = [
    'FromUserName',
    'CreateTime',
    'ChangeType',
    'UserID',
    'NewUserID',
    'Department',
    'Id',
    'ParentId',
  ];
  const tag = ['TagId', 'AddUserItems', 'DelUserItems', 'AddPartyItems', 'DelPartyItems'];
  return [...parts, ...tag]
    .map((name) => event[name] ?? '')
    .join(':')
    .replace(/:+$/, '');
}
