import { useState } from 'react';

export interface Cursor {
  cursor: string | null;
  page: number;
  goOn: (next: string) => void;
  goBack: () => void;
}

/** The way through a list by the server's cursors. Begins anew when the filter changes. */
export function useCursor(filter: string): Cursor {
  const [walk, setWalk] = useState<{ filter: string; cursors: string[] }>({ filter, cursors: [] });
  const cursors = walk.filter === filter ? walk.cursors : [];
  return {
    cursor: cursors.at(-1) ?? null,
    page: cursors.length + 1,
    goOn: next => setWalk({ filter, cursors: [...cursors, next] }),
    goBack: () => setWalk({ filter, cursors: cursors.slice(0, -1) }),
  };
}
