/** What applications can be made from: templates of targets and entries of the sign-in catalogue, in one list. */
import { CheckCircleOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Card, Flex, Input, Segmented, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import type { ApplicationTemplate, CatalogueEntry } from '../../api/generated.ts';
import { EmptyState } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { applicationsText } from './applications-text.ts';
import { catalogueText } from './catalogue-text.ts';
import { TemplateLogo } from './template-logo.tsx';

type Category = 'provisioning' | CatalogueEntry['category'];
type Words = CatalogueEntry['title'];

/** A card, whatever it stands for. */
interface Offer {
  id: string;
  title: Words;
  /** What it says below its name; a target without words of its own says that it is one. */
  about: Words | undefined;
  category: Category;
  tags: ('scim' | 'oidc' | 'saml' | 'api')[];
  testedWith: Words | null;
}

interface CatalogueProps {
  templates: ApplicationTemplate[];
  entries: CatalogueEntry[];
  instance: string;
}

export function Catalogue({ templates, entries, instance }: CatalogueProps) {
  const t = useText(applicationsText);
  const c = useText(catalogueText);
  const tc = useText(common);
  const [wanted, setWanted] = useState('');
  const [category, setCategory] = useState<Category | 'all'>('all');
  const offers = [...templates.map(offerOfTemplate), ...entries.map(offerOfEntry)];
  const categories = [...new Set(offers.map((offer) => offer.category))];
  const words = wanted.trim().toLowerCase();
  const found = offers.filter(
    ({ id, title, about, category: own }) =>
      (category === 'all' || own === category) &&
      [id, title.en, title.zh, about?.en ?? '', about?.zh ?? ''].some((text) =>
        text.toLowerCase().includes(words),
      ),
  );
  const reset = () => {
    setWanted('');
    setCategory('all');
  };
  return (
    <>
      <Flex gap={12} wrap style={{ marginBottom: 16 }}>
        <Input.Search
          allowClear
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
          placeholder={t('searchTemplate')}
          aria-label={t('searchTemplate')}
          style={{ maxWidth: 320 }}
        />
        <div style={{ maxWidth: '100%', overflowX: 'auto' }}>
          <Segmented<Category | 'all'>
            aria-label={c('category')}
            value={category}
            onChange={setCategory}
            options={(['all', ...categories] as const).map((value) => ({ value, label: c(value) }))}
          />
        </div>
      </Flex>
      {found.length === 0 && (
        <EmptyState title={t('noTemplate')} action={<Button onClick={reset}>{tc('reset')}</Button>} />
      )}
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))',
          gap: 12,
        }}
      >
        {found.map((offer) => (
          <OfferCard key={offer.id} offer={offer} instance={instance} />
        ))}
      </div>
    </>
  );
}

function OfferCard({ offer, instance }: { offer: Offer; instance: string }) {
  const c = useText(catalogueText);
  const language = useLanguage();
  const { id, title, about, tags, testedWith } = offer;
  return (
    <Link to="/i/$instance/applications/new" params={{ instance }} search={{ template: id } as never}>
      <Card hoverable size="small" style={{ height: '100%' }}>
        <Flex gap={12} align="start">
          <TemplateLogo template={id} size={40} />
          <div style={{ minWidth: 0 }}>
            <Typography.Text strong style={{ display: 'block' }}>
              {title[language]}
            </Typography.Text>
            <Typography.Text type="secondary" style={{ fontSize: 12, overflowWrap: 'anywhere' }}>
              {about?.[language] ?? c('pushOnly')}
            </Typography.Text>
            <Flex gap={4} wrap style={{ marginTop: 6 }}>
              {tags.map((tag) => (
                <Tag key={tag} style={{ marginInlineEnd: 0 }}>
                  {c(tag)}
                </Tag>
              ))}
              {testedWith && (
                <Tooltip title={c('testedWith', { what: testedWith[language] })}>
                  <Tag color="success" icon={<CheckCircleOutlined />} style={{ marginInlineEnd: 0 }}>
                    {c('tested')}
                  </Tag>
                </Tooltip>
              )}
            </Flex>
          </div>
        </Flex>
      </Card>
    </Link>
  );
}

function offerOfTemplate({ id, title, provisioning }: ApplicationTemplate): Offer {
  const host = hostOf((provisioning as { baseUrl?: unknown }).baseUrl);
  return {
    id,
    title,
    about: host ? { en: host, zh: host } : undefined,
    category: 'provisioning',
    tags: ['dialect' in provisioning ? 'scim' : 'api'],
    testedWith: null,
  };
}

function offerOfEntry({
  id,
  title,
  description,
  category,
  protocol,
  provisioning,
  testedWith,
}: CatalogueEntry): Offer {
  return {
    id,
    title,
    about: description,
    category,
    tags: provisioning ? [protocol, 'scim'] : [protocol],
    testedWith,
  };
}

/** The address that the template brings; its example says nothing. */
function hostOf(baseUrl: unknown): string | undefined {
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) return undefined;
  const { hostname } = new URL(baseUrl);
  return hostname.endsWith('example.com') ? undefined : hostname;
}
