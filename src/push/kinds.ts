/** The kinds of targets there are, and the templates of all of them. */
import { MusterError } from '../errors/error.ts';
import { dingtalk } from './dingtalk/kind.ts';
import type { Preset } from './presets.ts';
import { scim } from './scim-target.ts';
import type { TargetKind } from './target.ts';

const KINDS: readonly TargetKind[] = [scim as TargetKind, dingtalk as TargetKind];

export interface Template extends Preset {
  kind: TargetKind;
}

/** By id, which applications keep. */
export const TEMPLATES: ReadonlyMap<string, Template> = new Map(
  KINDS.flatMap((kind) => kind.presets.map((preset) => [preset.id, { ...preset, kind }])),
);

/** Throws `template_unknown`. */
export function templateOf(id: string): Template {
  const template = TEMPLATES.get(id);
  if (template) return template;
  const known = [...TEMPLATES.keys()].join(', ');
  throw new MusterError('template_unknown', { field: 'template', template: id, known });
}
