import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { formatNumber } from '../language/format.ts';

use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

const ROW_PX = 30;

export interface Bar {
  readonly name: string;
  readonly value: number;
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
}

/** Horizontal bars, the first on top. The same figures stand in a table beside it, which is what screen readers read. */
export default function Bars({ label, bars }: BarsProps) {
  const place = useRef<HTMLDivElement>(null);
  const height = bars.length * ROW_PX + 40;
  useEffect(() => {
    if (place.current === null) return;
    const colours = getComputedStyle(document.documentElement);
    const text = colours.getPropertyValue('--text').trim();
    const chart = init(place.current, null, { renderer: 'svg' });
    chart.setOption({
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
      // HTML tooltips carry inline styles, which the page's policy refuses.
      tooltip: { trigger: 'item', renderMode: 'richText' },
      xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ name }) => name),
        axisLabel: { color: text, width: 190, overflow: 'truncate' },
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          data: bars.map(({ value }) => value),
          itemStyle: { color: '#2f7fb8', borderRadius: 3 },
          label: {
            show: true,
            position: 'right',
            color: text,
            formatter: ({ value }: { value: unknown }) => formatNumber(Number(value)),
          },
        },
      ],
    });
    const sized = new ResizeObserver(() => chart.resize());
    sized.observe(place.current);
    return () => {
      sized.disconnect();
      chart.dispose();
    };
  }, [bars, height]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} />;
}
