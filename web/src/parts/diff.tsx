/** Before and after of a flat record, side by side, only what differs: plans, histories and logs. */
import { Flex, Typography, theme } from 'antd';
import { type CSSProperties, Fragment, type ReactNode } from 'react';
import { useText } from '../text/text.ts';
import './diff.css';
import { type FieldChange, type Fields, fieldChanges, isEmptyValue } from './diff-fields.ts';
import { diffText, FIELDS, fieldText } from './diff-text.ts';

interface DiffProps {
  /** Null where there was nothing: the record came into being. */
  before: Fields;
  /** Null where nothing is left: the record went. */
  after: Fields;
  /** What a value means, e.g. the name of an organization's id; undefined leaves it as it is. */
  show?: (field: string, value: unknown) => ReactNode | undefined;
  /** Name of a field of one's own, e.g. of a custom field, by the last part of its path. */
  nameOf?: (field: string) => string | undefined;
  /** At most so many fields; the rest is counted elsewhere. */
  limit?: number;
}

/** Name of a field in the reader's language, `›` between nested ones; its own name where we have none. */
export function useFieldName(): (...path: string[]) => string {
  const t = useText(fieldText);
  const known = (name: string): name is keyof typeof FIELDS => Object.hasOwn(FIELDS, name);
  return (...path) => path.map((name) => (known(name) ? t(name) : name)).join(' › ');
}

export function Diff({ before, after, show, nameOf, limit }: DiffProps) {
  const t = useText(diffText);
  const fieldName = useFieldName();
  const { token } = theme.useToken();
  const all = fieldChanges(before, after);
  const changes = limit === undefined ? all : all.slice(0, limit);
  if (changes.length === 0) return <Typography.Text type="secondary">{t('noFields')}</Typography.Text>;
  const removed = { background: token.colorErrorBg };
  const added = { background: token.colorSuccessBg };
  const quiet = { color: token.colorTextDescription };
  // What came or went has one side only.
  const sides = { before: before !== null, after: after !== null };
  const both = sides.before && sides.after;
  return (
    <div className="diff">
      <dl className={both ? 'diff-rows diff-two' : 'diff-rows'}>
        {changes.map((change) => (
          <Fragment key={change.path.join('.')}>
            <dt style={quiet}>{nameOf?.(lastOf(change.path)) ?? fieldName(...change.path)}</dt>
            {sides.before && (
              <dd style={had(change) ? removed : quiet}>
                <Value change={change} side="before" show={show} />
              </dd>
            )}
            {sides.after && (
              <dd style={has(change) ? added : quiet}>
                <Value change={change} side="after" show={show} />
              </dd>
            )}
          </Fragment>
        ))}
      </dl>
    </div>
  );
}

const lastOf = (path: readonly string[]) => path.at(-1) ?? '';
const had = ({ before }: FieldChange) => !isEmptyValue(before);
const has = ({ after }: FieldChange) => !isEmptyValue(after);

/** Read aloud, not drawn. */
const UNSEEN: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
};

interface FieldFlowProps extends Pick<DiffProps, 'show'> {
  /** What an entry has, or had. */
  fields: Fields;
  /** Gained or lost. */
  sign: '+' | '−';
}

/** Fields one after another as running text: what comes or goes as a whole needs no second column. */
export function FieldFlow({ fields, sign, show }: FieldFlowProps) {
  const fieldName = useFieldName();
  const { token } = theme.useToken();
  const changes = fieldChanges(null, fields);
  if (changes.length === 0) return null;
  return (
    <Flex component="dl" gap="3px 6px" wrap style={{ margin: 0, fontSize: 13 }}>
      {changes.map(({ path, after }) => (
        <div
          key={path.join('.')}
          style={{
            padding: '1px 8px',
            borderRadius: 3,
            overflowWrap: 'anywhere',
            background: sign === '+' ? token.colorSuccessBg : token.colorErrorBg,
          }}
        >
          <dt style={{ display: 'inline', color: token.colorTextSecondary }}>
            <span aria-hidden="true">{sign} </span>
            {fieldName(...path)}{' '}
          </dt>
          <dd style={{ display: 'inline', margin: 0 }}>
            {show?.(lastOf(path), after) ?? <Plain value={after} />}
          </dd>
        </div>
      ))}
    </Flex>
  );
}

/** A sign beside the colour, so that the side is clear without it. */
function Value({
  change,
  side,
  show,
}: {
  change: FieldChange;
  side: 'before' | 'after';
  show: DiffProps['show'];
}) {
  const t = useText(diffText);
  const value = change[side];
  if (isEmptyValue(value)) return <>{t('nothing')}</>;
  const sign = side === 'before' ? '−' : '+';
  return (
    <>
      <span aria-hidden="true" style={{ marginInlineEnd: 6, userSelect: 'none' }}>
        {sign}
      </span>
      <span style={UNSEEN}>{t(side === 'before' ? 'removedWord' : 'addedWord')} </span>
      {show?.(lastOf(change.path), value) ?? <Plain value={value} />}
    </>
  );
}

function Plain({ value }: { value: unknown }) {
  const t = useText(diffText);
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>;
  if (Array.isArray(value) && value.every((entry) => typeof entry !== 'object'))
    return <>{value.join(', ')}</>;
  if (typeof value === 'object')
    return (
      <span className="mono" style={{ whiteSpace: 'pre-wrap' }}>
        {JSON.stringify(value, null, 1)}
      </span>
    );
  return <>{String(value)}</>;
}
