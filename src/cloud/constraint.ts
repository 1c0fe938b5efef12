import pg from 'pg';

/** The constraint a write broke (unique or foreign key); undefined for any other failure. */
export function violatedConstraint(error: unknown): string | undefined {
  const known = error instanceof pg.DatabaseError && (error.code === '23505' || error.code === '23503');
  return known ? error.constraint : undefined;
}

/** Two writers met in a circle and PostgreSQL ended one of them: the same work can be tried again. */
export function isDeadlock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
}
