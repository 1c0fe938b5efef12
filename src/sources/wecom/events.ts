/** What events of WeCom touch. Pure. */
import { XMLParser } from 'fast-xml-parser';
import type { SourceEvent, Touched } from '../source.ts';
import type { WeComConfig } from './config.ts';

/** An event is a few lines; the long form with everything a member has stays far below this. */
export const XML_MAX_BYTES = 256 * 1024;
const CONTACTS = 'change_contact';

const parser = new XMLParser({
  ignoreAttributes: true,
  // Ids are texts: leading zeros, and digits beyond what a number holds.
  parseTagValue: false,
  trimValues: true,
  processEntities: false,
});

/** The elements directly below `<xml>`, texts only; null for what is no such document, or has a DTD or comments. */
export function xmlElements(text: string): Record<string, string> | null {
  if (Buffer.byteLength(text) > XML_MAX_BYTES) return null;
  if (/<[!?]/.test(text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replace(/^\s*<\?xml[^<>]*\?>/, '')))
    return null;
  try {
    const { xml } = parser.parse(text, true) as Record<string, unknown>;
    if (typeof xml !== 'object' || xml === null || Array.isArray(xml)) return null;
    const texts = Object.entries(xml).filter(([, value]) => typeof value === 'string');
    return Object.fromEntries(texts);
  } catch {
    return null;
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
