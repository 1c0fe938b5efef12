import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Collapse, Flex, Table, Typography, theme } from 'antd';
import type { Run } from '../../api/generated.ts';
import { Num } from '../../parts/format.tsx';
import { runText } from '../../parts/run/run-text.ts';
import { useText } from '../../text/text.ts';
import { runsText } from './runs-text.ts';

type Books = NonNullable<Run['books']>;
type Line = Books['lines'][number];

/** Whether every record that was read is accounted for, in words; the sums for those who want to see them. */
export function BooksCheck({ books }: { books: Books }) {
  const t = useText(runsText);
  const { token } = theme.useToken();
  const { balanced, lines } = books;
  return (
    <div>
      <Flex gap={8} align="baseline">
        {balanced ? (
          <CheckCircleFilled aria-hidden style={{ color: token.colorSuccess }} />
        ) : (
          <CloseCircleFilled aria-hidden style={{ color: token.colorError }} />
        )}
        <Typography.Text>{balanced ? t('booksOk', { count: lines.length }) : t('booksBad')}</Typography.Text>
      </Flex>
      <Collapse
        ghost
        size="small"
        defaultActiveKey={balanced ? [] : ['sums']}
        styles={{ header: { paddingInline: 0 }, body: { paddingInline: 0 } }}
        items={[{ key: 'sums', label: t('booksShow'), children: <Sums lines={lines} /> }]}
      />
    </div>
  );
}

function Sums({ lines }: { lines: Line[] }) {
  const t = useText(runsText);
  const sentence = useSum();
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="what"
      dataSource={lines}
      scroll={{ x: 560 }}
      columns={[
        { key: 'what', title: t('booksWhat'), render: (_, { what }) => sentence(what) },
        {
          key: 'left',
          title: t('booksLeft'),
          align: 'right',
          width: 110,
          render: (_, { left }) => <Num value={left} />,
        },
        {
          key: 'right',
          title: t('booksRight'),
          align: 'right',
          width: 110,
          render: (_, { right }) => <Num value={right} />,
        },
        {
          key: 'same',
          title: t('booksSame'),
          width: 110,
          render: (_, { left, right }) => (
            <Typography.Text type={left === right ? 'success' : 'danger'}>
              {t(left === right ? 'equal' : 'unequal')}
            </Typography.Text>
          ),
        },
      ]}
    />
  );
}

/** The sums come as `user: read = …`; those we know are said in the reader's language. */
function useSum(): (what: string) => string {
  const t = useText(runsText);
  const kinds = useText(runText);
  return (what) => {
    const [kind = '', sum = ''] = what.split(': ');
    if (kind !== 'user' && kind !== 'org' && kind !== 'group') return what;
    const values = { kind: kinds(kind) };
    if (sum.startsWith('read =')) return t('books_read', values);
    if (sum.startsWith('records stored')) return t('books_stored', values);
    if (sum.startsWith('entries with a link')) return t('books_entries', values);
    if (sum.startsWith('wanted =')) return t('books_wanted', values);
    if (sum.startsWith('total =')) return t('books_push', values);
    return what;
  };
}
