import { describe, type Language } from '../errors/error.ts';
import { functionHelp, VARIABLES } from '../expressions/reference.ts';
import { ExpressionHelp, MappingTrial, MappingTrialRecord } from '../model/exploration.ts';
import { USER_FIELDS } from '../push/user-model.ts';
import type { Failure } from '../sync/draft.ts';
import { tryMappings } from '../sync/mapping-trial.ts';
import { customFields } from '../sync/source-settings.ts';
import { listOf } from './page.ts';
import { type Route, route } from './route.ts';

function shown(failure: Failure | undefined, language: Language) {
  if (!failure) return null;
  const { code, message, remedy, field = null } = describe(failure.code, failure.params, language);
  const { position } = failure.params;
  // The position of this one counts within its pattern.
  const isInText = typeof position === 'number' && code !== 'expression_pattern';
  return { code, message, remedy, field, position: isInText ? position : null };
}

export const expressionRoutes: readonly Route[] = [
  route({
    id: 'getExpressionFunctions',
    method: 'GET',
    path: '/expression-functions',
    can: 'own',
    summary: 'The functions and names of data an expression may use, in English and Chinese',
    reply: ExpressionHelp,
    run: async () => ({
      functions: functionHelp(),
      variables: VARIABLES.map((variable) => ({
        ...variable,
        aliases: [...variable.aliases],
        fields: variable.name === 'user' ? [...USER_FIELDS] : [],
      })),
    }),
  }),
  route({
    id: 'tryMappings',
    method: 'POST',
    path: '/instances/{instance}/mapping-trial',
    can: 'admin',
    summary: 'What mappings of a source would make of records, field by field, as a sync would do it',
    body: MappingTrial,
    reply: listOf(MappingTrialRecord),
    async run({ db, language }, { params, body }) {
      const custom = await customFields(db, params.instance);
      const trials = await tryMappings(body.kind, body.mappings, custom, body.records);
      const items = trials.map(({ fields, values = null, failure }) => ({
        fields: fields.map(({ target, value, failure }) => ({
          target,
          value,
          error: shown(failure, language),
        })),
        values,
        error: shown(failure, language),
      }));
      return { items };
    },
  }),
];
