import { z } from 'zod';
import {
  defineCustomField,
  deleteCustomField,
  listCustomFields,
  updateCustomField,
} from '../directory/custom-fields.ts';
import {
  createInstance,
  deleteInstance,
  getInstance,
  instanceContents,
  listInstances,
  updateInstance,
} from '../directory/instances.ts';
import { MusterError } from '../errors/error.ts';
import { CustomField, CustomFieldCreate, CustomFieldPatch } from '../model/custom-field.ts';
import { Instance, InstanceCreate, InstancePatch } from '../model/instance.ts';
import { decodeCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

export const instanceRoutes: readonly Route[] = [
  route({
    id: 'listInstances',
    method: 'GET',
    path: '/instances',
    can: 'own',
    summary: 'The instances the caller may use',
    query: PageQuery,
    reply: pageOf(Instance),
    async run({ db, caller }, { query }) {
      if (caller.instanceId !== null)
        return { items: [await getInstance(db, caller.instanceId)], nextCursor: null };
      const rows = await listInstances(db, { after: decodeCursor(query.cursor), limit: query.limit + 1 });
      return toPage(rows, query.limit, ({ id }) => id);
    },
  }),
  route({
    id: 'createInstance',
    method: 'POST',
    path: '/instances',
    can: 'admin',
    summary: 'Create an instance with its root organization',
    body: InstanceCreate,
    reply: Instance,
    creates: true,
    run: ({ db, actor }, { body }) => createInstance(db, actor, body),
  }),
  route({
    id: 'getInstance',
    method: 'GET',
    path: '/instances/{instance}',
    can: 'read',
    summary: 'One instance',
    reply: Instance,
    run: ({ db }, { params }) => getInstance(db, params.instance),
  }),
  route({
    id: 'updateInstance',
    method: 'PATCH',
    path: '/instances/{instance}',
    can: 'admin',
    summary: 'Rename or describe an instance',
    body: InstancePatch,
    reply: Instance,
    run: ({ db, actor }, { params, body }) => updateInstance(db, actor, params.instance, body),
  }),
  route({
    id: 'getInstanceContents',
    method: 'GET',
    path: '/instances/{instance}/contents',
    can: 'read',
    summary: 'How much an instance holds, by kind: what would go with it',
    reply: z.record(z.string(), z.number().int()).meta({ id: 'InstanceContents' }),
    run: ({ db }, { params }) => instanceContents(db, params.instance),
  }),
  route({
    id: 'deleteInstance',
    method: 'DELETE',
    path: '/instances/{instance}',
    can: 'admin',
    summary: 'Delete an instance with all that is in it, for good',
    query: z.strictObject({
      confirm: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'The id of the instance, to say that it is meant' }),
    }),
    reply: Nothing,
    run: ({ db, actor }, { params, query }) => deleteInstance(db, actor, params.instance, query.confirm),
  }),
  route({
    id: 'listCustomFields',
    method: 'GET',
    path: '/instances/{instance}/fields',
    can: 'read',
    summary: 'Custom fields of accounts',
    reply: listOf(CustomField),
    run: async ({ db }, { params }) => ({ items: await listCustomFields(db, params.instance) }),
  }),
  route({
    id: 'createCustomField',
    method: 'POST',
    path: '/instances/{instance}/fields',
    can: 'admin',
    summary: 'Define a custom field',
    body: CustomFieldCreate,
    reply: CustomField,
    creates: true,
    run: ({ db, actor }, { params, body }) => defineCustomField(db, actor, params.instance, body),
  }),
  route({
    id: 'getCustomField',
    method: 'GET',
    path: '/instances/{instance}/fields/{field}',
    can: 'read',
    summary: 'One custom field',
    reply: CustomField,
    async run({ db }, { params }) {
      const field = (await listCustomFields(db, params.instance)).find(({ id }) => id === params.field);
      if (!field) throw new MusterError('not_found', { what: 'custom field', id: params.field });
      return field;
    },
  }),
  route({
    id: 'updateCustomField',
    method: 'PATCH',
    path: '/instances/{instance}/fields/{field}',
    can: 'admin',
    summary: 'Change what people may do with a custom field in the portal',
    body: CustomFieldPatch,
    reply: CustomField,
    run: ({ db, actor }, { params, body }) =>
      updateCustomField(db, actor, params.instance, params.field, body),
  }),
  route({
    id: 'deleteCustomField',
    method: 'DELETE',
    path: '/instances/{instance}/fields/{field}',
    can: 'admin',
    summary: 'Delete a custom field with every value of it',
    reply: Nothing,
    run: ({ db, actor }, { params }) => deleteCustomField(db, actor, params.instance, params.field),
  }),
];
