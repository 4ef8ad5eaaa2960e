import type { ReactNode } from 'react';
import { useText } from '../i18n/language';
import { Icon } from './Icon';
import { flip, readOrder } from './order';
import styles from './Table.module.css';

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** The field the server orders by; a column without one is not sortable. */
  order?: string;
  isNumber?: boolean;
  /** Takes the room that is left, and breaks long words. */
  isWide?: boolean;
}

interface Props<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string | number;
  /** As the server writes it: a field, or "-" and a field for descending. */
  order?: string;
  onOrder?: (order: string) => void;
  isBusy?: boolean;
}

/** A table that becomes a list of cards on a narrow screen; the roles are spelled out because such styles take them away. */
export function Table<T>({ caption, columns, rows, rowKey, order = '', onOrder, isBusy = false }: Props<T>) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} role="table" aria-label={caption} aria-busy={isBusy}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(column => (
              <Head key={column.title} column={column} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(row => (
            <tr role="row" key={rowKey(row)}>
              {columns.map(column => (
                <td role="cell" key={column.title} data-label={column.title} className={classOf(column)}>
                  <div>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf<T>(column: Column<T>): string | undefined {
  return column.isNumber ? styles.number : column.isWide ? styles.wide : undefined;
}

function Head<T>({ column, order, onOrder }: { column: Column<T>; order: string; onOrder?: (order: string) => void }) {
  const text = useText();
  const { field, isDescending } = readOrder(order);
  const isCurrent = column.order !== undefined && column.order === field;
  const sorted = isCurrent ? (isDescending ? 'descending' : 'ascending') : undefined;
  const isSortable = column.order !== undefined && onOrder !== undefined;
  return (
    <th role="columnheader" scope="col" aria-sort={sorted} className={classOf(column)} data-sortable={isSortable}>
      {isSortable ? (
        <button
          className={styles.sort}
          title={text.parts.sortBy(column.title)}
          onClick={() => onOrder(flip(order, column.order ?? '', column.isNumber ?? false))}
        >
          {column.title}
          {isCurrent && <Icon name={isDescending ? 'down' : 'up'} />}
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}
