import { type RefObject, useEffect } from 'react';

const SCROLLERS = '.ant-table-content, .ant-table-body';

/** Tables that scroll inside a page can be reached with the Tab key, so that the arrow keys move them. */
export function useScrollByKeyboard(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = place.current;
    if (!root) return;
    const mark = () => {
      for (const part of root.querySelectorAll<HTMLElement>(SCROLLERS))
        if (part.tabIndex !== 0) part.tabIndex = 0;
    };
    const observer = new MutationObserver(mark);
    observer.observe(root, { childList: true, subtree: true });
    mark();
    return () => observer.disconnect();
  }, [place]);
}
