import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** All that is read of the RAM sides of an instance stands below this key; an account's below its id. */
export const cloudKey = (instance: string, ...below: string[]) => ['cloud', instance, ...below];

export const useCloudAccounts = (instance: string) =>
  useQuery({
    queryKey: cloudKey(instance),
    queryFn: () => api.cloudAccounts.listCloudAccounts(instance),
  });

export const useCloudAccount = (instance: string, account: string) =>
  useQuery({
    queryKey: cloudKey(instance, account),
    queryFn: () => api.cloudAccounts.getCloudAccount(instance, account),
  });

export const useCloudApps = (instance: string, account: string | undefined) =>
  useQuery({
    queryKey: cloudKey(instance, account ?? '', 'apps'),
    queryFn: () => api.cloudAccounts.listCloudApps(instance, account!),
    enabled: account !== undefined,
  });

export const useCloudApp = (instance: string, account: string, app: string) =>
  useQuery({
    queryKey: cloudKey(instance, account, 'apps', app),
    queryFn: () => api.cloudAccounts.getCloudApp(instance, account, app),
  });

export const useSecrets = (instance: string, account: string, app: string) =>
  useQuery({
    queryKey: cloudKey(instance, account, 'apps', app, 'secrets'),
    queryFn: () => api.cloudAccounts.listCloudAppSecrets(instance, account, app),
    enabled: account !== '' && app !== '',
  });
