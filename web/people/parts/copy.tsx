import { useState } from 'react';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Button } from './button.tsx';

/** Says beside itself whether it worked; there is no clipboard without https. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useText(common);
  const [told, setTold] = useState<'copied' | 'copyFailed'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setTold('copied');
    } catch {
      setTold('copyFailed');
    }
  };
  return (
    <span className="row">
      <Button onClick={() => void copy()}>{label}</Button>
      <span role="status" className="small soft">
        {told && t(told)}
      </span>
    </span>
  );
}

/** Gives the browser a text file to keep. */
export function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
