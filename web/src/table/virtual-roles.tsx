/** A virtual table is drawn with plain boxes below a head of its own; these say what they are to those who hear the page. */
// biome-ignore-all lint/a11y/useSemanticElements: the boxes cannot be rows and cells, only the head can
// biome-ignore-all lint/a11y/noRedundantRoles: below a table that is presentation only, the roles are not implied
// biome-ignore-all lint/a11y/useFocusableInteractive: a row of a table is no control
import type { TableProps } from 'antd';
import { type ComponentProps, type RefObject, useEffect } from 'react';

export const VIRTUAL_ROLES: NonNullable<TableProps<object>['components']> = {
  header: {
    table: (props: ComponentProps<'table'>) => <table {...props} role="presentation" />,
    wrapper: (props: ComponentProps<'thead'>) => <thead {...props} role="rowgroup" />,
    row: (props: ComponentProps<'tr'>) => <tr {...props} role="row" />,
    cell: (props: ComponentProps<'th'>) => <th {...props} role="columnheader" />,
  },
  body: {
    row: (props: ComponentProps<'div'>) => <div {...props} role="row" />,
    cell: (props: ComponentProps<'div'>) => <div {...props} role="cell" />,
  },
};

/** Makes a table of what holds head and rows; antd has no prop for it, and what lies further out announces its loading. */
export function useTableRole(place: RefObject<HTMLElement | null>, label: string | undefined): void {
  useEffect(() => {
    const holder = place.current?.querySelector('.ant-table-container');
    if (!holder || label === undefined) return;
    holder.setAttribute('role', 'table');
    holder.setAttribute('aria-label', label);
    return () => {
      holder.removeAttribute('role');
      holder.removeAttribute('aria-label');
    };
  }, [place, label]);
}
