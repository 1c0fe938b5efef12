import { Flex, Grid, Select, Tabs, type TabsProps } from 'antd';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';

/** The parts of a page. On a phone a list to choose from: tabs that hide behind a menu are found by nobody. */
export function PageTabs(props: TabsProps) {
  const t = useText(common);
  const wide = Grid.useBreakpoint().md !== false;
  const { items = [], activeKey = items[0]?.key, onChange } = props;
  if (wide) return <Tabs aria-label={t('partsOfPage')} {...props} />;
  return (
    <Flex vertical gap={14}>
      <Select
        aria-label={props['aria-label'] ?? t('partsOfPage')}
        value={activeKey ?? null}
        onChange={(key) => onChange?.(key ?? '')}
        size="large"
        options={items.map(({ key, label }) => ({ value: key, label }))}
      />
      <div>{items.find(({ key }) => key === activeKey)?.children}</div>
    </Flex>
  );
}
