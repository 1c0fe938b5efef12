/** Tabs after the ARIA pattern: one is in the tab order, the arrows move between them. */
import { type KeyboardEvent, type ReactNode, useRef } from 'react';

interface TabsProps {
  label: string;
  /** Ids of elements are made from it. */
  name: string;
  items: { id: string; title: string }[];
  chosen: string;
  onChoose: (id: string) => void;
  children: ReactNode;
}

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A single item needs no tabs, only its content. */
export function Tabs({ label, name, items, chosen, onChoose, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  if (items.length < 2) return children;
  const move = (event: KeyboardEvent) => {
    const to = MOVES[event.key]?.(
      items.findIndex(({ id }) => id === chosen),
      items.length,
    );
    if (to === undefined) return;
    event.preventDefault();
    onChoose(items[to]!.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus();
  };
  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className="tabs">
        {items.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${name}-tab-${id}`}
            className="tab"
            aria-selected={id === chosen}
            aria-controls={`${name}-panel`}
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => onChoose(id)}
            onKeyDown={move}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${name}-panel`} aria-labelledby={`${name}-tab-${chosen}`}>
        {children}
      </div>
    </>
  );
}
