import type { ApplicationTemplate } from '../../api/generated.ts';
import { useLanguage } from '../../text/text.ts';
import { useCatalogue } from './application-queries.ts';

/** Our own colours and letters: vendors' marks are theirs. Middle tones that stand on light and dark. */
const LOOKS: Record<string, { colour: string; letters: string }> = {
  'alibaba-ram': { colour: '#c2571a', letters: 'RAM' },
  'alibaba-cloudsso': { colour: '#c2571a', letters: 'SSO' },
  'aws-idc': { colour: '#8a6d1f', letters: 'AWS' },
  slack: { colour: '#7a4a86', letters: 'S' },
  'github-emu': { colour: '#5a6871', letters: 'GH' },
  'gitlab-group': { colour: '#b3543f', letters: 'GL' },
  atlassian: { colour: '#2f6fb0', letters: 'A' },
  salesforce: { colour: '#2b7fa8', letters: 'SF' },
  zoom: { colour: '#2b6fd6', letters: 'Z' },
  dingtalk: { colour: '#2b6fd6', letters: 'DT' },
  'generic-strict': { colour: '#0d7a6b', letters: 'SC' },
};

export function TemplateLogo({ template, size = 32 }: { template: string; size?: number }) {
  const entry = useCatalogue().data?.items.find(({ id }) => id === template);
  const { colour, letters } = LOOKS[template] ??
    entry?.icon ?? { colour: '#5a6871', letters: template.slice(0, 1).toUpperCase() };
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="7" fill={colour} />
      <text
        x="16"
        y={letters.length > 2 ? 20 : 21}
        textAnchor="middle"
        fontSize={letters.length > 2 ? 11 : 14}
        fontWeight="600"
        fill="#ffffff"
      >
        {letters}
      </text>
    </svg>
  );
}

/** A template's name in the language now shown; its id where the server no longer has it. */
export function useTemplateTitle(): (
  templates: readonly ApplicationTemplate[] | undefined,
  id: string,
) => string {
  const language = useLanguage();
  const { data } = useCatalogue();
  return (templates, id) =>
    [...(templates ?? []), ...(data?.items ?? [])].find((template) => template.id === id)?.title[language] ??
    id;
}
