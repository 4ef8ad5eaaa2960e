// What the invented lists have in common.

/** Lets through what contains the text of the query in one of the fields. */
export function having(query, ...fields) {
  const wanted = (query.get('text') ?? '').toLowerCase();
  return one => fields.some(field => String(one[field] ?? '').toLowerCase().includes(wanted));
}

/** Lets through what is equal to the parameters that are given. */
export function being(query, ...fields) {
  return one => fields.every(field => !query.get(field) || query.get(field) === String(one[field]));
}

export function like(filter) {
  const pattern = filter
    .replace(/[.*?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('+', '[^/]*')
    .replace(/\/?#$/, '.*');
  return topic => new RegExp(`^${pattern}$`).test(topic);
}

export function page(all, query, total = all.length) {
  const [, minus, field] = /^(-?)(.*)$/.exec(query.get('order') ?? '');
  const compare = (a, b) => (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0) * (minus ? -1 : 1);
  const sorted = field ? [...all].sort(compare) : all;
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return {
    items: sorted.slice(from, to),
    next: to < sorted.length ? String(to) : null,
    matched: sorted.length,
    total: Math.max(sorted.length, total),
  };
}

/** Which lines a change takes away and adds, by what is equal before and behind it. */
export function diff(before, after) {
  const [one, other] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const lines = (kind, list) => list.map(text => ({ kind, text }));
  return [
    ...lines('same', one.slice(0, start)),
    ...lines('removed', one.slice(start, one.length - end)),
    ...lines('added', other.slice(start, other.length - end)),
    ...lines('same', other.slice(other.length - end)),
  ];
}

/** An answer other than 200, thrown. */
export const refuse = (status, title, more = {}) => Object.assign(new Error(title), { status, more });
