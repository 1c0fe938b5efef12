/** The roll-call of the mark, large: rows of people, and one of them, you, ticked when you are in. */
const COLUMNS = 3;
const ROWS = 11;
const YOU = { column: 1, row: 4 };
const PITCH = { x: 196, y: 44 };

/** Lengths of names, always the same ones. */
const lengths = Array.from({ length: COLUMNS * ROWS }, (_, at) => 64 + ((at * 37 + at * at * 11) % 76));

export type RollState = 'waiting' | 'half' | 'in';

export function Roll({ state }: { state: RollState }) {
  return (
    <svg className="roll" viewBox="0 0 600 490" preserveAspectRatio="xMinYMin slice" aria-hidden="true">
      {lengths.map((length, at) => {
        const column = Math.floor(at / ROWS);
        const row = at % ROWS;
        const you = column === YOU.column && row === YOU.row;
        return (
          <g
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change places
            key={at}
            transform={`translate(${column * PITCH.x + 10} ${row * PITCH.y + 14})`}
            className={you ? `roll-you roll-${state}` : 'roll-row'}
          >
            {you ? (
              <>
                <circle className="roll-ring" r="8" />
                <circle className="roll-dot" r="4" />
                <path className="roll-tick" d="M-9 0l6 6.5 12-14" />
                <rect x="24" y="-5" width="128" height="10" rx="5" />
              </>
            ) : (
              <>
                <circle r="6" />
                <rect x="24" y="-4" width={length} height="8" rx="4" />
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}
