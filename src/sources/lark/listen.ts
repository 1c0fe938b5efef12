/** The persistent connection kept open, and what comes over it handed on. */
import type { Listening, SourceEvent, SourceIo } from '../source.ts';
import { keepOpen } from '../web-api/kept-open.ts';
import { Lark } from './api.ts';
import type { LarkConfig } from './config.ts';
import { openConnection } from './connection.ts';

/** Opens the connection; throws where the first attempt fails, and reconnects by itself from then on. */
export async function listenToLark(
  config: LarkConfig,
  io: SourceIo,
  onEvents: (events: SourceEvent[]) => Promise<void>,
): Promise<Listening> {
  return keepOpen({
    name: 'the persistent connection of Lark',
    io,
    make: (signal) => new Lark(config, { ...io, signal }),
    open: (app, signal, { onEnd }) =>
      openConnection(app, signal, {
        onEvent: async (event) => {
          try {
            await onEvents([event]);
          } catch (error) {
            io.log.error({ err: error }, 'an event of Lark could not be stored; it will come again');
            throw error;
          }
        },
        onEnd,
        onOdd: (reason) => io.log.warn({ reason }, 'Lark sent what is not understood'),
      }),
  });
}
