/** What events of Lark (version 2.0) touch. Pure. */
import type { SourceEvent, Touched } from '../source.ts';
import { idText, isEmpty, type Raw } from '../web-api/values.ts';

const PEOPLE = /^contact\.user\.(created|updated|deleted)_v3$/;
const DEPARTMENTS = /^contact\.department\.(created|updated|deleted)_v3$/;
/** Another range, or other fields that may be read: only reading everything shows what came of it. */
const EVERYTHING: ReadonlySet<unknown> = new Set([
  'contact.scope.updated_v3',
  'contact.custom_attr_event.updated_v3',
]);

/** Undefined where the event is of nothing that this source reads. */
export function understand({ header, event }: Raw): SourceEvent | undefined {
  const { event_id: id, event_type: type } = objectOf(header);
  if (typeof id !== 'string' || id === '' || typeof type !== 'string') return undefined;
  if (EVERYTHING.has(type)) return { id, touched: null };
  const object = objectOf(objectOf(event).object);
  if (PEOPLE.test(type)) return { id, touched: touchedBy('user', object.union_id, object.open_id) };
  if (DEPARTMENTS.test(type)) return { id, touched: touchedBy('org', object.open_department_id) };
  return undefined;
}

/** The first id that there is. */
function touchedBy(kind: Touched['kind'], ...ids: unknown[]): Touched[] | null {
  const id = ids.find((one) => !isEmpty(one) && typeof one !== 'object');
  return id === undefined ? null : [{ kind, id: idText(id) }];
}

const objectOf = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
