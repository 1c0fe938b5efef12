import { type RefObject, useLayoutEffect, useState } from 'react';

/** Room between the table's head and the bottom of the window, so that the table scrolls and not the page. */
const HEAD_AND_MARGIN = 72;

/** The height in pixels that is left for the rows of a table at `place`. */
export function useFillHeight(place: RefObject<HTMLElement | null>, least: number): number {
  const [height, setHeight] = useState(least);
  useLayoutEffect(() => {
    const measure = () => {
      const top = place.current?.getBoundingClientRect().top ?? 0;
      setHeight(Math.max(least, Math.floor(window.innerHeight - top - HEAD_AND_MARGIN)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [place, least]);
  return height;
}
