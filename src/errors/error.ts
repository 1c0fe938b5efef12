import { type Catalogue, catalogue, type ErrorCode } from './catalogue.ts';

export type ErrorParams = Readonly<Record<string, string | number | undefined>>;
export type Language = 'en' | 'zh';

/** What a person is told of a failure, in one language; safe to show: no stack, SQL, path or secret. */
export interface ErrorText {
  code: ErrorCode;
  /** What happened, to whom and which field. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** The setting or field at fault, where there is one. */
  field?: string;
}

/**
 * The one error class of the program. `code` is stable (callers switch on it), `params` fill the catalogue's
 * sentences (`field` also names the field at fault), `cause` is kept for the log and never shown.
 */
export class MusterError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, cause?: unknown) {
    super(fill(catalogue[code].en[0], params), cause === undefined ? undefined : { cause });
    this.name = 'MusterError';
    this.code = code;
    this.params = params;
  }

  /** HTTP status of this failure in the administration API; other protocols have their own tables. */
  get status(): number {
    return catalogue[this.code].status;
  }

  /** True when trying again later, with nothing changed here, can succeed. */
  get retry(): boolean {
    return (catalogue[this.code] as Catalogue[string]).retry === true;
  }

  text(language: Language = 'en'): ErrorText {
    return describe(this.code, this.params, language);
  }
}

/** The sentences of a code with its parameters, for run records that keep only code and params. */
export function describe(code: ErrorCode, params: ErrorParams, language: Language = 'en'): ErrorText {
  const [message, remedy] = catalogue[code][language];
  const field = params.field;
  return {
    code,
    message: fill(message, params),
    remedy: fill(remedy, params),
    ...(field === undefined ? {} : { field: String(field) }),
  };
}

/** Any thrown value as a MusterError; what is not one becomes `internal`, its details kept as the cause only. */
export function asMusterError(error: unknown): MusterError {
  return error instanceof MusterError ? error : new MusterError('internal', {}, error);
}

function fill(sentence: string, params: ErrorParams): string {
  return sentence.replace(/\{(\w+)\}([.。]?)/g, (_, name: string, stop: string) => {
    const value = String(params[name] ?? '');
    // What a peer said may end with a full stop of its own.
    return stop === '' ? value : value.replace(/[.。]+$/, '') + stop;
  });
}
