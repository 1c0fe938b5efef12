/** What the pages of log-on read, all below one key: what is changed on one of them shows on the others. */
import { useQuery } from '@tanstack/react-query';
import { api, ifMatch } from '../../api/client.ts';
import type {
  LogonMethod,
  LogonMethodPatch,
  LogonSettings,
  LogonSettingsPatch,
} from '../../api/generated.ts';
import { useAction } from '../../parts/action.ts';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';

export const logonKey = (instance: string, ...below: string[]) => ['logon', instance, ...below];

export const useLogonSettings = (instance: string) =>
  useQuery({
    queryKey: logonKey(instance, 'settings'),
    queryFn: () => api.logonSettings.getLogonSettings(instance),
  });

export const useLogonMethods = (instance: string) =>
  useQuery({
    queryKey: logonKey(instance, 'methods'),
    queryFn: () => api.logonMethods.listLogonMethods(instance),
  });

/** What the server says of them stands in the reader's language. */
export function useLogonFacts(instance: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: logonKey(instance, 'facts', language),
    queryFn: () => api.logonFacts.getLogonFacts(instance),
  });
}

export const useLogonSchemas = () =>
  useQuery({
    queryKey: ['logon-schemas'],
    queryFn: () => api.logonSchemas.getLogonSchemas(),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Changes parts of the settings, unless somebody else has changed them meanwhile. */
export function useSaveSettings(instance: string, settings: LogonSettings, onDone?: () => void) {
  const words = useText(common);
  return useAction(
    (patch: LogonSettingsPatch) =>
      api.logonSettings.updateLogonSettings(instance, patch, ifMatch(settings.version)),
    {
      done: words('saved'),
      tell: false,
      touches: [logonKey(instance)],
      onDone: () => onDone?.(),
    },
  );
}

interface MethodChange {
  method: LogonMethod;
  patch: LogonMethodPatch;
}

/** Switches a method on or off, or changes its settings; a form shows refusals itself. */
export function useChangeMethod(instance: string, options: { tell?: boolean; onDone?: () => void } = {}) {
  const words = useText(common);
  return useAction(
    ({ method, patch }: MethodChange) =>
      api.logonMethods.updateLogonMethod(instance, method.id, patch, ifMatch(method.version)),
    {
      done: words('saved'),
      touches: [logonKey(instance), ['quick-start', instance]],
      tell: options.tell ?? true,
      onDone: () => options.onDone?.(),
    },
  );
}
