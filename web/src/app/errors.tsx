import { Alert, Button, Typography } from 'antd';
import { ApiProblem } from '../api/problem.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';

export function NotFound() {
  const t = useText(common);
  return (
    <Page title={t('notFound')}>
      <Typography.Paragraph type="secondary">{t('notFoundHint')}</Typography.Paragraph>
      <LinkButton color="primary" variant="solid" to="/">
        {t('toStart')}
      </LinkButton>
    </Page>
  );
}

/** Stands for every page of an instance that is not there, or not there any more. */
export function NoInstance({ error }: { error: ApiProblem }) {
  const t = useText(common);
  return (
    <Page title={t('notFound')}>
      <ProblemAlert error={error} />
      <LinkButton color="primary" variant="solid" to="/instances" style={{ marginTop: 16 }}>
        {t('chooseInstance')}
      </LinkButton>
    </Page>
  );
}

/** What a page that failed to load or to draw shows instead. */
export function BrokenPage({ error }: { error: unknown }) {
  const t = useText(common);
  if (error instanceof ApiProblem)
    return (
      <Page title={t('failed')}>
        <ProblemAlert error={error} />
      </Page>
    );
  return (
    <Page title={t('brokenPage')}>
      <Alert
        type="error"
        showIcon
        title={t('brokenPage')}
        description={
          <>
            {t('brokenPageRemedy')}
            <Typography.Paragraph className="mono" copyable style={{ marginTop: 8 }}>
              {error instanceof Error ? error.message : String(error)}
            </Typography.Paragraph>
          </>
        }
        action={<Button onClick={() => location.reload()}>{t('reload')}</Button>}
      />
    </Page>
  );
}
