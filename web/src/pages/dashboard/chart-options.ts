/** What the charts look like, from their numbers and the colours of the theme; nothing is drawn here. */
import type { ChartOption } from './chart.tsx';

export interface Ink {
  text: string;
  quiet: string;
  line: string;
  /** Behind the tooltip and between the parts of a ring. */
  paper: string;
  font: string;
}

export interface Share {
  name: string;
  value: number;
  colour: string;
}

const base = ({ font, text, paper, line }: Ink): ChartOption => ({
  textStyle: { fontFamily: font, color: text },
  tooltip: {
    backgroundColor: paper,
    borderColor: line,
    textStyle: { color: text, fontFamily: font, fontSize: 13 },
    confine: true,
  },
});

/** Parts of a whole as a ring, with the numbers in the legend: what is small stays readable. */
export function ring(shares: readonly Share[], ink: Ink, number: (value: number) => string): ChartOption {
  const values = new Map(shares.map(({ name, value }) => [name, value]));
  const common = base(ink);
  return {
    ...common,
    tooltip: { ...common.tooltip, trigger: 'item', valueFormatter: (value) => number(Number(value)) },
    legend: {
      orient: 'vertical',
      left: '52%',
      top: 'middle',
      icon: 'circle',
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 12,
      selectedMode: false,
      formatter: (name) => `${name}  {n|${number(values.get(name) ?? 0)}}`,
      textStyle: {
        color: ink.text,
        fontSize: 13,
        rich: { n: { fontWeight: 600, color: ink.text, fontSize: 13 } },
      },
    },
    series: [
      {
        type: 'pie',
        radius: ['58%', '82%'],
        center: ['25%', '50%'],
        label: { show: false },
        itemStyle: { borderColor: ink.paper, borderWidth: 2 },
        emphasis: { scaleSize: 4 },
        data: shares.map(({ name, value, colour }) => ({ name, value, itemStyle: { color: colour } })),
      },
    ],
  };
}

/** One bar a name, the longest above, with its number at the end. */
export function bars(shares: readonly Share[], ink: Ink, number: (value: number) => string): ChartOption {
  const common = base(ink);
  return {
    ...common,
    tooltip: { ...common.tooltip, trigger: 'item', valueFormatter: (value) => number(Number(value)) },
    grid: { left: 8, right: 56, top: 6, bottom: 6 },
    xAxis: { type: 'value', show: false, max: ({ max }) => Math.max(1, max) },
    yAxis: {
      type: 'category',
      inverse: true,
      data: shares.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: ink.text, fontSize: 13, width: 150, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 18,
        data: shares.map(({ value, colour }) => ({
          value,
          itemStyle: { color: colour, borderRadius: [0, 2, 2, 0] },
        })),
        label: {
          show: true,
          position: 'right',
          color: ink.text,
          fontWeight: 600,
          formatter: ({ value }) => number(Number(value)),
        },
      },
    ],
  };
}

export interface DaySeries {
  name: string;
  colour: string;
  values: readonly number[];
}

/** Columns a day, what happened on it upon each other. */
export function columns(
  days: readonly string[],
  series: readonly DaySeries[],
  ink: Ink,
  number: (value: number) => string,
): ChartOption {
  const totals = new Map(series.map(({ name, values }) => [name, values.reduce((sum, n) => sum + n, 0)]));
  const common = base(ink);
  return {
    ...common,
    tooltip: {
      ...common.tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      valueFormatter: (value) => number(Number(value)),
    },
    legend: {
      left: 0,
      top: 0,
      icon: 'roundRect',
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 16,
      formatter: (name) => `${name}  {n|${number(totals.get(name) ?? 0)}}`,
      textStyle: {
        color: ink.text,
        fontSize: 13,
        rich: { n: { fontWeight: 600, color: ink.text, fontSize: 13 } },
      },
      inactiveColor: ink.quiet,
    },
    grid: { left: 8, right: 8, top: 40, bottom: 6 },
    xAxis: {
      type: 'category',
      data: [...days],
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: { color: ink.quiet, fontSize: 12, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      splitLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.quiet, fontSize: 12, formatter: (value: number) => number(value) },
    },
    series: series.map(({ name, colour, values }) => ({
      type: 'bar',
      name,
      stack: 'day',
      barMaxWidth: 18,
      itemStyle: { color: colour },
      data: [...values],
    })),
  };
}
