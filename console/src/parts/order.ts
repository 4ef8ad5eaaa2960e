export function readOrder(order: string): { field: string; isDescending: boolean } {
  return order.startsWith('-') ? { field: order.slice(1), isDescending: true } : { field: order, isDescending: false };
}

/** The order after a click on a column: the other way round, or first the largest number, or first the first word. */
export function flip(order: string, field: string, largestFirst: boolean): string {
  const before = readOrder(order);
  const isDescending = before.field === field ? !before.isDescending : largestFirst;
  return isDescending ? `-${field}` : field;
}
