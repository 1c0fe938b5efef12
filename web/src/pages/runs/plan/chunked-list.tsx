/**
 * A long list of rows of any height that scrolls with the page. Only the pages near the window are drawn; the others
 * keep their place by the height they had, so that tens of thousands of rows stay smooth.
 */
import { Flex, Spin } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';

/** How far beyond the window rows are drawn already. */
const MARGIN = '1000px 0px';
/** What scrolls; a margin counts from the edge of the root alone. */
const SCROLLER = '#content';

/** Calls back when a place comes near the window or leaves it. */
function useNear(onChange: (near: boolean) => void) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => latest.current(entries.at(-1)?.isIntersecting ?? false),
      {
        root: element.closest(SCROLLER),
        rootMargin: MARGIN,
      },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return place;
}

interface ChunkedListProps<T> {
  pages: readonly (readonly T[])[];
  rowKey: (row: T) => string | number;
  /** The usual height of a row in pixels. */
  rowHeight: number;
  draw: (row: T) => ReactNode;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function ChunkedList<T>({
  pages,
  rowKey,
  rowHeight,
  draw,
  hasMore,
  loadingMore,
  onMore,
}: ChunkedListProps<T>) {
  return (
    <div>
      {pages.map((rows, index) => (
        <Chunk
          // Pages are only ever added at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is what a page is
          key={index}
          rows={rows}
          rowKey={rowKey}
          rowHeight={rowHeight}
          draw={draw}
          first={index === 0}
        />
      ))}
      {hasMore && <More key={pages.length} loading={loadingMore} onMore={onMore} />}
    </div>
  );
}

interface ChunkProps<T> extends Pick<ChunkedListProps<T>, 'rowKey' | 'rowHeight' | 'draw'> {
  rows: readonly T[];
  first: boolean;
}

function Chunk<T>({ rows, rowKey, rowHeight, draw, first }: ChunkProps<T>) {
  const [near, setNear] = useState(first);
  const [height, setHeight] = useState(rows.length * rowHeight);
  const place = useNear((now) => {
    if (!now && place.current && near) setHeight(place.current.getBoundingClientRect().height);
    setNear(now);
  });
  return (
    <div ref={place} style={near ? {} : { height }}>
      {near && (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {rows.map((row) => (
            <li key={rowKey(row)}>{draw(row)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Loads the next page while it is near the window; made anew for each page, so that a short one loads on. */
function More({ loading, onMore }: { loading: boolean; onMore: () => void }) {
  const t = useText(common);
  const [near, setNear] = useState(false);
  const place = useNear(setNear);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (near && !loading) latest.current();
  }, [near, loading]);
  return (
    <Flex
      ref={place}
      role="status"
      aria-label={t('loading')}
      justify="center"
      style={{ padding: 16, minHeight: 56 }}
    >
      <Spin />
    </Flex>
  );
}
