import { z } from 'zod';
import { createApplication } from '../applications/create.ts';
import { Application, ApplicationCreate, ApplicationPatch } from '../model/application.ts';
import { settingsSchema } from '../model/settings-schema.ts';
import {
  deleteApplication,
  getApplication,
  listApplications,
  updateApplication,
} from '../push/applications.ts';
import { TEMPLATES } from '../push/kinds.ts';
import { listOf } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const ONE = '/instances/{instance}/applications/{application}';

const Template = z
  .strictObject({
    id: z.string(),
    /** Which settings it has, and what the target speaks. */
    kind: z.string(),
    title: z.strictObject({ en: z.string(), zh: z.string() }),
    /** What an application of this template has unless told otherwise. */
    provisioning: z.record(z.string(), z.unknown()),
    /** JSON Schema of the provisioning; draws the form. */
    config: z.record(z.string(), z.unknown()),
    /** Settings that are secret: masked in answers, left as they are when the mask comes back. */
    secrets: z.array(z.string()),
  })
  .meta({ id: 'ApplicationTemplate' });

export const applicationRoutes: readonly Route[] = [
  route({
    id: 'listApplicationTemplates',
    method: 'GET',
    path: '/application-templates',
    can: 'own',
    summary: 'The templates of applications, each with its default provisioning',
    reply: listOf(Template),
    run: async () => ({
      items: [...TEMPLATES.values()].map(({ id, kind, title, provisioning }) => {
        const { schema: config, secrets } = settingsSchema(kind.settings);
        return { id, kind: kind.id, title, provisioning, config, secrets };
      }),
    }),
  }),
  route({
    id: 'listApplications',
    method: 'GET',
    path: '/instances/{instance}/applications',
    can: 'read',
    summary: 'Applications, secrets masked',
    reply: listOf(Application),
    run: async ({ db, language }, { params }) => ({
      items: await listApplications(db, params.instance, language),
    }),
  }),
  route({
    id: 'createApplication',
    method: 'POST',
    path: '/instances/{instance}/applications',
    can: 'admin',
    summary: 'Add an application, from a template of a target or an entry of the catalogue',
    body: ApplicationCreate,
    reply: Application,
    creates: true,
    run: ({ db, deps, actor }, { params, body }) => createApplication(db, deps, actor, params.instance, body),
  }),
  route({
    id: 'getApplication',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One application, by id or name, secrets masked',
    reply: Application,
    run: ({ db, language }, { params }) => getApplication(db, params.instance, params.application, language),
  }),
  route({
    id: 'updateApplication',
    method: 'PATCH',
    path: ONE,
    can: 'admin',
    summary: 'Change an application or its provisioning; masked or absent secrets stay as they are',
    body: ApplicationPatch,
    reply: Application,
    run: ({ db, deps, actor, expectedVersion }, { params, body }) =>
      updateApplication(db, deps, actor, params.instance, params.application, body, expectedVersion),
  }),
  route({
    id: 'deleteApplication',
    method: 'DELETE',
    path: ONE,
    can: 'admin',
    summary: 'Remove an application; its remote users stay as they are',
    reply: Nothing,
    run: ({ db, actor }, { params }) => deleteApplication(db, actor, params.instance, params.application),
  }),
];
