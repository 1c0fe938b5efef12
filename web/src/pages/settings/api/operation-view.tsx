import { CopyOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { App, Button, Descriptions, Flex, Table, Typography, theme } from 'antd';
import type { ReactNode } from 'react';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { type ApiWord, apiText } from './api-text.ts';
import { curlOf } from './curl.ts';
import { type May, mayOf, type Operation, type Parameter, refusesLimited } from './openapi.ts';
import { MethodTag } from './operation-list.tsx';
import { resolve, type Schemas, typeText } from './schema.ts';
import { SchemaTree } from './schema-tree.tsx';

const MAY: Record<May, ApiWord> = {
  anyone: 'mayAnyone',
  own: 'mayOwn',
  read: 'mayRead',
  operate: 'mayOperate',
  admin: 'mayAdmin',
};

interface OperationViewProps {
  operation: Operation;
  schemas: Schemas;
  server: string;
}

/** One call: who may, what it takes, what comes back, and how to call it. */
export function OperationView({ operation, schemas, server }: OperationViewProps) {
  const t = useText(apiText);
  const { id, method, path, summary, parameters, body, response } = operation;
  const may = mayOf(operation);
  const who = may ? t(MAY[may]) : operation.description;
  return (
    <article>
      <Flex gap={10} align="center" wrap>
        <MethodTag method={method} />
        <Typography.Title
          level={2}
          className="mono"
          style={{ fontSize: 16, margin: 0, overflowWrap: 'anywhere' }}
        >
          {path}
        </Typography.Title>
      </Flex>
      <Typography.Paragraph style={{ margin: '8px 0 12px' }}>{summary}</Typography.Paragraph>
      <Descriptions
        size="small"
        column={1}
        items={[
          {
            key: 'who',
            label: t('whoMay'),
            children: refusesLimited(operation) ? `${who}; ${t('notLimited')}` : who,
          },
          {
            key: 'id',
            label: t('linkHere'),
            children: (
              <Link to="/api-docs" search={{ op: id }} className="mono">
                {id}
              </Link>
            ),
          },
        ]}
      />
      {parameters.length > 0 && (
        <Section title={t('parameters')}>
          <Parameters parameters={parameters} schemas={schemas} />
        </Section>
      )}
      {body && (
        <Section title={t('request')}>
          <SchemaTree schema={body} schemas={schemas} label={t('request')} />
        </Section>
      )}
      <Section title={`${t('response')} ${response.status}`}>
        {response.media && (
          <Typography.Paragraph type="secondary" style={{ marginBottom: 4 }}>
            {response.media === 'text/event-stream' ? (
              t('stream')
            ) : (
              <span className="mono">{response.media}</span>
            )}
          </Typography.Paragraph>
        )}
        {response.schema ? (
          <SchemaTree schema={response.schema} schemas={schemas} label={t('response')} />
        ) : (
          <Typography.Text type="secondary">{t('nothingBack')}</Typography.Text>
        )}
        <Typography.Paragraph type="secondary" style={{ margin: '10px 0 0', fontSize: 13 }}>
          {t('problems')}
        </Typography.Paragraph>
      </Section>
      <Section title={t('example')}>
        <Example command={curlOf(operation, server, schemas)} />
      </Section>
    </article>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section style={{ marginTop: 20 }}>
      <Typography.Title level={3} style={{ fontSize: 15, margin: '0 0 8px' }}>
        {title}
      </Typography.Title>
      {children}
    </section>
  );
}

function Parameters({ parameters, schemas }: { parameters: Parameter[]; schemas: Schemas }) {
  const t = useText(apiText);
  const tc = useText(common);
  return (
    <Table<Parameter>
      size="small"
      pagination={false}
      rowKey={(parameter) => `${parameter.in} ${parameter.name}`}
      dataSource={parameters}
      aria-label={t('parameters')}
      scroll={{ x: 520 }}
      columns={[
        {
          title: tc('name'),
          width: 160,
          render: (_, { name }) => <span className="mono">{name}</span>,
        },
        { title: tc('kind'), width: 150, render: (_, parameter) => parameterKind(parameter, schemas, t) },
        {
          title: tc('description'),
          render: (_, { description, schema }) => {
            const values = schema.enum?.map((value) => JSON.stringify(value)).join(', ');
            const fallback =
              schema.default === undefined ? undefined : t('defaultIs', { value: String(schema.default) });
            return [description ?? schema.title, values && `${t('oneOf')} ${values}`, fallback]
              .filter(Boolean)
              .join('; ');
          },
        },
      ]}
    />
  );
}

function parameterKind(parameter: Parameter, schemas: Schemas, t: typeof apiText.t): string {
  const type = typeText(resolve(parameter.schema, schemas), schemas, { listOf: t('listOf') });
  return [t(`place_${parameter.in}`), type, ...(parameter.required ? [t('required')] : [])].join(' · ');
}

function Example({ command }: { command: string }) {
  const t = useText(apiText);
  const tc = useText(common);
  const { token } = theme.useToken();
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      message.success(tc('copied'));
    } catch (error) {
      message.warning(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div style={{ position: 'relative' }}>
      <pre
        className="mono"
        // Long lines scroll sideways, also by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable
        tabIndex={0}
        style={{
          margin: 0,
          padding: '12px 14px',
          overflow: 'auto',
          background: token.colorFillQuaternary,
          border: `1px solid ${token.colorBorderSecondary}`,
          borderRadius: token.borderRadius,
        }}
      >
        {command}
      </pre>
      <Button
        size="small"
        icon={<CopyOutlined />}
        aria-label={t('copyExample')}
        onClick={() => void copy()}
        style={{ position: 'absolute', top: 8, insetInlineEnd: 8 }}
      />
    </div>
  );
}
