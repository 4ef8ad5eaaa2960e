import type { Subscription } from '../api/types';
import { useText } from '../i18n/language';
import type { Dictionary } from '../i18n/en';
import { Badge } from './Badge';
import type { Column } from './Table';

/** What a subscription asks for; whose it is, each page says itself. */
export function useSubscriptionColumns(): Column<Subscription>[] {
  const text = useText().subscriptions;
  return [
    { title: text.filter, order: 'filter', isWide: true, cell: one => <bdi className="mono">{one.filter}</bdi> },
    { title: text.group, cell: one => (one.group === null ? '–' : <bdi className="mono">{one.group}</bdi>) },
    { title: 'QoS', cell: one => <Badge>QoS {one.qos}</Badge> },
    { title: text.options, cell: one => optionsOf(one, text) },
    { title: text.identifier, isNumber: true, cell: one => one.subscriptionId ?? '–' },
  ];
}

function optionsOf(one: Subscription, text: Dictionary['subscriptions']): string {
  const options = [
    one.noLocal && text.noLocal,
    one.retainAsPublished && text.retainAsPublished,
    one.retainHandling !== 0 && text.retainHandling[one.retainHandling],
  ];
  return options.filter(Boolean).join(', ') || '–';
}
