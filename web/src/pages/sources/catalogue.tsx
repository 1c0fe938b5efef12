/** The kinds of sources this server knows; a new kind appears here by itself. */
import { Card, Flex, Typography } from 'antd';
import type { SourceKind } from '../../api/generated.ts';
import { SourceLogo } from '../../parts/icons.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { sourcesText } from './sources-text.ts';

interface CatalogueProps {
  instance: string;
  kinds: SourceKind[];
  /** How many of each kind are bound already. */
  bound?: ReadonlyMap<string, number>;
}

export function Catalogue({ instance, kinds, bound }: CatalogueProps) {
  const t = useText(sourcesText);
  const language = useLanguage();
  return (
    <ul
      aria-label={t('catalogue')}
      style={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(280px, 100%), 1fr))',
        gap: 12,
        margin: 0,
        padding: 0,
        listStyle: 'none',
      }}
    >
      {kinds.map(({ kind, title }) => {
        const count = bound?.get(kind) ?? 0;
        return (
          <li key={kind}>
            <Card size="small">
              <Flex gap={12} align="center">
                <SourceLogo kind={kind} size={36} />
                <div style={{ flex: 1, minWidth: 0 }}>
                  <Typography.Text strong>{pick(title, language)}</Typography.Text>
                  {bound && (
                    <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
                      {count > 0 ? t('boundCount', { count }) : t('notBound')}
                    </Typography.Text>
                  )}
                </div>
                <LinkButton to="/i/$instance/sources/new" params={{ instance }} search={{ kind }}>
                  {t('bind')}
                </LinkButton>
              </Flex>
            </Card>
          </li>
        );
      })}
    </ul>
  );
}
