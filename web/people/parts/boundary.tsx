import { Component, type ReactNode } from 'react';
import { common } from '../text/common.ts';
import { language } from '../text/text.ts';

/** A fault of the page itself: says so, and how to go on. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const say = (key: 'broken' | 'brokenRemedy' | 'reload') => common.say(language(), key);
    return (
      <main className="broken stack" role="alert">
        <h1>{say('broken')}</h1>
        <p>{say('brokenRemedy')}</p>
        <div>
          <button type="button" className="button" onClick={() => location.reload()}>
            {say('reload')}
          </button>
        </div>
      </main>
    );
  }
}
