/** What the person may sign in to, as tiles: found by name, opened with the keyboard too. */
import { type KeyboardEvent, useRef, useState } from 'react';
import type { PortalTile } from '../api/types.ts';
import { inkOn } from '../look/colour.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { common } from '../text/common.ts';
import { useLanguage, useText } from '../text/text.ts';
import type { PageProps } from './app.tsx';
import { Page, Read } from './parts.tsx';
import { portalText } from './portal-text.ts';
import { usePerson } from './session.tsx';
import { useData } from './use-data.ts';

/** From so many on, searching is faster than looking. */
const SEARCH_FROM = 7;

export function Applications({ moved }: PageProps) {
  const t = useText(portalText);
  const { account } = usePerson().me;
  const applications = useData<{ items: PortalTile[] }>('/applications');
  return (
    <Page title={t('hello', { name: account.displayName ?? account.username })} moved={moved}>
      <Read from={applications}>{({ items }) => <Tiles items={items} />}</Read>
    </Page>
  );
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

function Tiles({ items }: { items: PortalTile[] }) {
  const t = useText(portalText);
  const [words, setWords] = useState('');
  const grid = useRef<HTMLUListElement>(null);
  const wanted = folded(words.trim());
  const shown = items.filter(({ name }) => folded(name).includes(wanted));
  if (items.length === 0)
    return (
      <div className="nothing">
        <span className="nothing-icon">
          <Icon name="apps" size={28} />
        </span>
        <h2>{t('none')}</h2>
        <p className="soft">{t('noneHint')}</p>
      </div>
    );
  return (
    <div className="stack">
      {items.length >= SEARCH_FROM && (
        <div className="search">
          <span className="search-icon">
            <Icon name="search" size={18} />
          </span>
          <input
            type="search"
            className="input"
            aria-label={t('searchApplications')}
            placeholder={t('searchApplications')}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                focusables(grid.current)[0]?.focus();
              }
            }}
          />
        </div>
      )}
      <p className="unseen" role="status">
        {wanted !== '' && t('found', { count: shown.length })}
      </p>
      {shown.length === 0 && (
        <div className="nothing">
          <p>{t('noneFound', { words: words.trim() })}</p>
          <Button onClick={() => setWords('')}>{t('clear')}</Button>
        </div>
      )}
      <ul className="tiles" ref={grid} onKeyDown={(event) => moveInGrid(event, grid.current)}>
        {shown.map((tile) => (
          <li key={tile.id}>
            <Tile tile={tile} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Tile({ tile: { name, icon, description, launch } }: { tile: PortalTile }) {
  const t = useText(portalText);
  const tc = useText(common);
  const language = useLanguage();
  const inside = (
    <>
      <svg className="tile-mark" viewBox="0 0 44 44" aria-hidden="true">
        <rect width="44" height="44" rx="9" fill={icon.colour} />
        <text
          x="22"
          y="22"
          dy="0.35em"
          textAnchor="middle"
          fill={inkOn(icon.colour)}
          fontSize={icon.letters.length > 2 ? 14 : 17}
          fontWeight="600"
        >
          {icon.letters}
        </text>
      </svg>
      <span className="tile-words">
        <span className="tile-name">{name}</span>
        <span className="tile-about">{launch === null ? t('startsElsewhere') : description?.[language]}</span>
      </span>
    </>
  );
  if (launch === null) return <div className="tile tile-still">{inside}</div>;
  return (
    <a className="tile" href={launch} target="_blank" rel="noopener">
      {inside}
      <span className="tile-open">
        <Icon name="open" size={16} />
        <span className="unseen">({tc('opensElsewhere')})</span>
      </span>
    </a>
  );
}

const focusables = (grid: HTMLElement | null) => [...(grid?.querySelectorAll<HTMLElement>('a') ?? [])];

/** The arrows go where the eye goes: left and right in the order, up and down to the tile above and below. */
function moveInGrid(event: KeyboardEvent, grid: HTMLElement | null): void {
  const tiles = focusables(grid);
  const at = tiles.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const top = (tile: HTMLElement) => tile.getBoundingClientRect().top;
  const columns = tiles.filter((tile) => Math.abs(top(tile) - top(tiles[0]!)) < 2).length || 1;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -at,
    End: tiles.length - 1 - at,
  };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  tiles[at + step]?.focus();
}
