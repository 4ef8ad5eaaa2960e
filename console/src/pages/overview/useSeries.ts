import { useEffect, useRef, useState } from 'react';
import { isLive, overview } from '../../api/live';
import { history } from '../../api/queries';
import { useGet, type Answer } from '../../api/useGet';
import type { OverviewHistory } from '../../api/types';
import { useStore } from '../../browser/store';
import { Series } from './series';

/** The series of the last so many seconds, asked for once and again after each gap of the live stream. */
export function useSeries(seconds: number): { series: Series | null; answer: Answer<OverviewHistory> } {
  const answer = useGet(history(seconds));
  const { value, reload } = answer;
  const live = useStore(isLive);
  const [held, setHeld] = useState<{ series: Series } | null>(null);

  const wasLive = useRef(live);
  const hasGap = useRef(false);

  useEffect(() => {
    if (wasLive.current && !live) hasGap.current = true;
    wasLive.current = live;
    if (!live || !hasGap.current) return;
    hasGap.current = false;
    reload();
  }, [live, reload]);

  useEffect(() => {
    if (!value) return;
    const series = new Series(value, seconds);
    setHeld({ series });
    return overview.watch(() => {
      const now = overview.get();
      if (now && series.add(now)) setHeld({ series });
    });
  }, [value]); // Not of `seconds`: until its answer is there, the series of the span before goes on.

  return { series: held?.series ?? null, answer };
}
