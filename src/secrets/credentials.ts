/** What people and programs may be called, and how long a password must be: one rule for settings, API and command line. */
import { z } from 'zod';

/** Under these names and prefixes the change log keeps what no administrator and no token did. */
const RESERVED = /^(system$|(app|source|token|person):)/i;

/** Refines a schema of names. */
export const notReserved = [
  (name: string) => !RESERVED.test(name),
  {
    error:
      'not system, nor a name that begins with app:, source:, token: or person:, which the change log uses',
  },
] as const;

export const Username = z
  .string()
  .regex(/^[A-Za-z0-9_.@-]{1,64}$/, { error: 'letters, digits and _ . @ - only, at most 64 characters' })
  .refine(...notReserved)
  .meta({ title: 'Username', zh: '用户名' });

export const Password = z.string().min(12).max(256).meta({ title: 'Password', zh: '密码', secret: true });
