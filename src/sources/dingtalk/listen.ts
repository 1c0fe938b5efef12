/** Stream mode kept open, and what comes over it handed on. */
import type { Listening, SourceEvent, SourceIo } from '../source.ts';
import { keepOpen } from '../web-api/kept-open.ts';
import { DingTalk } from './api.ts';
import type { DingTalkConfig } from './config.ts';
import { understand } from './events.ts';
import { openStream } from './stream.ts';

/** Opens the connection; throws where the first attempt fails, and reconnects by itself from then on. */
export async function listenToStream(
  config: DingTalkConfig,
  io: SourceIo,
  onEvents: (events: SourceEvent[]) => Promise<void>,
): Promise<Listening> {
  return keepOpen({
    name: 'Stream mode of DingTalk',
    io,
    make: (signal) => new DingTalk(config, { ...io, signal }),
    open: (app, signal, endings) =>
      openStream(app, signal, {
        ...endings,
        onEvent: async (event) => {
          const understood = understand(event, config);
          if (!understood) return;
          try {
            await onEvents([understood]);
          } catch (error) {
            io.log.error({ err: error }, 'an event of DingTalk could not be stored; it will come again');
            throw error;
          }
        },
        onOddFrame: (reason) => io.log.warn({ reason }, 'DingTalk sent what is not understood'),
      }),
  });
}
