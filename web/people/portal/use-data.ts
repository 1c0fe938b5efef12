import { useCallback, useEffect, useState } from 'react';
import { isAskedFor, usePerson } from './session.tsx';

export interface Data<T> {
  data: T | undefined;
  problem: unknown;
  /** Reads again; what is shown stays until then. */
  reload: () => Promise<void>;
}

/** What a GET of the person API answers. */
export function useData<T>(path: string): Data<T> {
  const { own } = usePerson();
  const [data, setData] = useState<T>();
  const [problem, setProblem] = useState<unknown>();
  const reload = useCallback(async () => {
    try {
      const read = await own<T>('GET', path);
      setData(read);
      setProblem(undefined);
    } catch (thrown) {
      if (!isAskedFor(thrown)) setProblem(thrown);
    }
  }, [own, path]);
  useEffect(() => void reload(), [reload]);
  return { data, problem, reload };
}
