import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useFilters } from '../../../app/use-search.ts';

/** While somebody types nothing is asked. */
const TYPING_PAUSE_MS = 300;

interface SearchBoxProps {
  label: string;
  placeholder: string;
  /** Its name in the address. */
  name?: string;
}

/** What is typed goes into the address after a pause. */
export function SearchBox({ label, placeholder, name = 'q' }: SearchBoxProps) {
  const [search, setSearch] = useFilters();
  const stored = search[name] ?? '';
  const [typed, setTyped] = useState(stored);
  const latest = useRef(setSearch);
  latest.current = setSearch;
  // The address may change from elsewhere: the back button, “clear filters”.
  useEffect(() => setTyped(stored), [stored]);
  useEffect(() => {
    if (typed === stored) return;
    const timer = setTimeout(() => latest.current({ [name]: typed }, { replace: true }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, stored, name]);
  return (
    <Input
      allowClear
      prefix={<SearchOutlined />}
      value={typed}
      aria-label={label}
      placeholder={placeholder}
      onChange={(event) => setTyped(event.target.value)}
      onPressEnter={() => setSearch({ [name]: typed }, { replace: true })}
      style={{ width: 230, maxWidth: '100%' }}
    />
  );
}
