/** ECharts as a component: only the parts that are used, in the colours and the language of the console. */
import { BarChart, type BarSeriesOption, PieChart, type PieSeriesOption } from 'echarts/charts';
import {
  AriaComponent,
  type AriaComponentOption,
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from 'echarts/components';
import { type ComposeOption, type ECharts, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../../text/text.ts';

use([BarChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  | AriaComponentOption
  | BarSeriesOption
  | PieSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
>;

const LESS_MOTION = matchMedia('(prefers-reduced-motion: reduce)');

interface ChartProps {
  option: ChartOption;
  /** What it shows, for people who hear it; ECharts adds the numbers. */
  label: string;
  height: number;
  /** Called with the index of what was clicked; what it leads to has a link in the table too. */
  onPick?: (index: number) => void;
}

export function Chart({ option, label, height, onPick }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const pick = useRef(onPick);
  pick.current = onPick;
  const language = useLanguage();
  // The language is given when a chart is made, so another language makes another chart.
  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current, null, { renderer: 'svg', locale: language === 'zh' ? 'ZH' : 'EN' });
    made.on('click', ({ dataIndex }) => pick.current?.(dataIndex));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    chart.current = made;
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, [language]);
  // Data and colours as text: drawn anew when they change, not whenever the page is. Its functions follow the language.
  const drawn = JSON.stringify(option);
  const latest = useRef(option);
  latest.current = option;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what `latest` holds changes with `drawn` and the language
  useEffect(() => {
    chart.current?.setOption(
      {
        animation: !LESS_MOTION.matches,
        animationDuration: 300,
        ...latest.current,
        aria: { enabled: true, label: { general: { withTitle: label, withoutTitle: label } } },
      },
      { notMerge: true },
    );
  }, [drawn, label, language]);
  return <div ref={place} style={{ height, width: '100%' }} />;
}
