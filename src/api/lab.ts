import { changeLab, labState, removeLab, setUpLab } from '../lab/lab.ts';
import { Lab, LabChange, LabEvent, LabReady, LabRemoved, LabSetUp } from '../model/lab.ts';
import { listOf } from './page.ts';
import { type Route, route } from './route.ts';

const LAB = '/instances/{instance}/lab';

export const labRoutes: readonly Route[] = [
  route({
    id: 'getLab',
    method: 'GET',
    path: LAB,
    can: 'read',
    summary: 'The lab: an example company to try the whole way with, and whether it is set up',
    reply: Lab,
    run: ({ deps, caller }, { params }) => labState(deps, params.instance, caller.role === 'admin'),
  }),
  route({
    id: 'setUpLab',
    method: 'POST',
    path: LAB,
    can: 'admin',
    summary:
      'Set up what the lab lacks: source, cloud account, application, sign-in; nothing is synchronized or pushed',
    body: LabSetUp,
    reply: LabReady,
    run: ({ deps, actor }, { params, body }) => setUpLab(deps, actor, params.instance, body.steps),
  }),
  route({
    id: 'removeLab',
    method: 'DELETE',
    path: LAB,
    can: 'admin',
    summary: 'Remove source and application of the lab and stop its LDAP server; accounts and RAM users stay',
    reply: LabRemoved,
    run: ({ deps, actor, language }, { params }) => removeLab(deps, actor, params.instance, language),
  }),
  route({
    id: 'changeLab',
    method: 'POST',
    path: `${LAB}/changes`,
    can: 'admin',
    summary: 'Let people of the example company join, leave, change their name, move or be disabled',
    body: LabChange,
    reply: listOf(LabEvent),
    run: async ({ deps, language }, { params, body }) => ({
      items: await changeLab(deps, params.instance, body, language),
    }),
  }),
];
