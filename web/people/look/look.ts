/** The company's colour and the reader's appearance, as the properties that the style sheet uses. */
import { inkOn, mix, readableOn } from './colour.ts';

export const MUSTER_COLOUR = '#0d5c6b';
const DARK = matchMedia('(prefers-color-scheme: dark)');
const STORED = 'muster.appearance';

/** Where text in the accent colour stands; the same values as in `tokens.css`. */
const GROUNDS = { light: ['#ffffff', '#f3f5f6'], dark: ['#171f24', '#0f1518'] };

let colour = MUSTER_COLOUR;

export type Appearance = 'light' | 'dark' | 'system';

/** Remembered under the console's name for it. */
export function appearance(): Appearance {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function setAppearance(to: Appearance): void {
  localStorage.setItem(STORED, to);
  apply();
}

function isDark(): boolean {
  const chosen = appearance();
  return chosen === 'system' ? DARK.matches : chosen === 'dark';
}

function apply(): void {
  const dark = isDark();
  const { style, dataset } = document.documentElement;
  dataset.appearance = dark ? 'dark' : 'light';
  style.colorScheme = dark ? 'dark' : 'light';
  const grounds = dark ? GROUNDS.dark : GROUNDS.light;
  // In the dark a little more than what can just be read.
  const accent = readableOn(colour, grounds, dark ? 6 : 4.5);
  // A large panel in the dark has to be deep, above all where the colour is a bright one.
  const panel = dark ? mix(colour, '#0b1013', inkOn(colour) === '#ffffff' ? 0.45 : 0.8) : colour;
  const set = (name: string, value: string) => style.setProperty(name, value);
  set('--accent', accent);
  set('--accent-strong', mix(accent, dark ? '#ffffff' : '#000000', 0.16));
  set('--on-accent', inkOn(accent));
  set('--accent-soft', mix(grounds[0]!, accent, dark ? 0.16 : 0.1));
  set('--panel', panel);
  set('--on-panel', inkOn(panel));
}

/** Follows the system from now on; the last look of this instance is there before the server answers. */
export function startLook(instance: string): void {
  colour = localStorage.getItem(storedColour(instance)) ?? MUSTER_COLOUR;
  apply();
  DARK.addEventListener('change', apply);
  addEventListener('storage', ({ key }) => key === STORED && apply());
}

export function setColour(instance: string, to: string): void {
  localStorage.setItem(storedColour(instance), to);
  if (to === colour) return;
  colour = to;
  apply();
}

const storedColour = (instance: string) => `muster.colour.${instance}`;
