import type { ReactNode } from 'react';
import type { Listed } from '../api/types';
import type { Answer } from '../api/useGet';
import { Empty } from './Empty';
import { Loading } from './Loading';
import { Pager } from './Pager';
import { ProblemNote } from './ProblemNote';
import { Table, type Column } from './Table';
import type { Cursor } from './useCursor';

interface Props<T> {
  caption: string;
  answer: Answer<Listed<T>>;
  cursor: Cursor;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string | number;
  order?: string;
  onOrder?: (order: string) => void;
  empty: ReactNode;
  /** Whether the list is there in every broker that knows it; not so for the list of one client. */
  isRoute?: boolean;
}

/** A page of a list of the server's in each of its states: awaited, refused, empty, there. */
export function ListPanel<T>({ answer, cursor, empty, isRoute = true, ...table }: Props<T>) {
  const { value, problem, isLoading, reload } = answer;
  return (
    <div className="panel">
      {problem && <ProblemNote problem={problem} isRoute={isRoute} onRetry={reload} />}
      {value === null && !problem && <Loading />}
      {value && value.items.length === 0 && !isLoading && <Empty>{empty}</Empty>}
      {value && value.items.length > 0 && <Table {...table} rows={value.items} isBusy={isLoading} />}
      {value && (value.items.length > 0 || cursor.page > 1) && <Pager cursor={cursor} list={value} />}
    </div>
  );
}
