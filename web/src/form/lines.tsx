/** A list of small rows in a form, such as the claims of an application: each with its fields, one below the other. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Form } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage, useText } from '../text/text.ts';
import { formText } from './form-text.ts';
import type { FieldSchema } from './schema.ts';

interface LinesProps {
  /** Label and help are those of the server's definition. */
  schema: FieldSchema;
  /** Where the list stands in the form's values. */
  name: (string | number)[];
  /** What the button says. */
  add: string;
  /** What a new row begins with. */
  fresh: object | string;
  disabled?: boolean;
  /** The fields of the row at `at`, whose number is `n`. */
  children: (at: number, n: number) => ReactNode;
}

export function Lines({ schema, name, add, fresh, disabled = false, children }: LinesProps) {
  const t = useText(formText);
  const { label, extra } = useWords(schema);
  return (
    <Form.Item label={label} extra={extra}>
      <Form.List name={name}>
        {(lines, { add: append, remove }) => (
          <Flex vertical gap={8}>
            {lines.map(({ key, name: at }, index) => (
              <Flex key={key} gap={6} wrap align="start" role="group" aria-label={`${label} ${index + 1}`}>
                {children(at, index + 1)}
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('removeLine', { n: index + 1, list: label })}
                  disabled={disabled}
                  onClick={() => remove(at)}
                />
              </Flex>
            ))}
            <Button
              icon={<PlusOutlined />}
              disabled={disabled}
              onClick={() => append(typeof fresh === 'string' ? fresh : { ...fresh })}
              style={{ alignSelf: 'start' }}
            >
              {add}
            </Button>
          </Flex>
        )}
      </Form.List>
    </Form.Item>
  );
}

function useWords({ title = '', zh = title, help, helpZh = help }: FieldSchema) {
  const language = useLanguage();
  return { label: language === 'zh' ? zh : title, extra: language === 'zh' ? helpZh : help };
}
