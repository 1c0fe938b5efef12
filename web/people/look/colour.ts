/** From a company's colour those that can be read: WCAG contrast, computed. */

type Rgb = readonly [red: number, green: number, blue: number];

const READABLE = 4.5;

function parse(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function format(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(parse(one)), luminance(parse(other))].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** `share` of the second colour in the first. */
export function mix(one: string, other: string, share: number): string {
  const [a, b] = [parse(one), parse(other)];
  return format(a.map((part, at) => part + (b[at]! - part) * share) as unknown as Rgb);
}

/** White where it can be read on a colour, else near-black, else black, which always can where white cannot. */
export function inkOn(colour: string): string {
  return ['#ffffff', '#0c1418'].find((ink) => contrast(colour, ink) >= READABLE) ?? '#000000';
}

/** A colour at another lightness (0 to 1), its hue kept; lighter ones are calmed, else they glow on dark grounds. */
function atLightness(colour: string, lightness: number): string {
  const [red, green, blue] = parse(colour).map((part) => part / 255) as unknown as Rgb;
  const [low, high] = [Math.min(red, green, blue), Math.max(red, green, blue)];
  const span = high - low;
  const middle = (high + low) / 2;
  const saturation = span === 0 ? 0 : span / (1 - Math.abs(2 * middle - 1));
  const hue =
    span === 0
      ? 0
      : high === red
        ? ((green - blue) / span + 6) % 6
        : high === green
          ? (blue - red) / span + 2
          : (red - green) / span + 4;
  const kept = lightness > middle ? Math.min(saturation, 0.52) : saturation;
  const reach = kept * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const turn = (offset + hue * 2) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(turn - 3, 9 - turn, 1)));
  };
  return format([channel(0), channel(8), channel(4)]);
}

/** The colour itself, or the nearest of its hue that can be read as text on every one of the grounds. */
export function readableOn(colour: string, grounds: readonly string[], needed = READABLE): string {
  const fits = (tried: string) => grounds.every((ground) => contrast(tried, ground) >= needed);
  if (fits(colour)) return colour;
  const step = luminance(parse(grounds[0]!)) > 0.4 ? -0.02 : 0.02;
  const [red, green, blue] = parse(colour);
  const start = (Math.min(red, green, blue) + Math.max(red, green, blue)) / 510;
  for (let lightness = start + step; lightness > 0 && lightness < 1; lightness += step) {
    const tried = atLightness(colour, lightness);
    if (fits(tried)) return tried;
  }
  return step < 0 ? '#000000' : '#ffffff';
}
