/** The address without its port: 10.0.0.7:51812, [::1]:51812. */
export function hostOf(address: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([^:]*)(?::\d+)?$/.exec(address)?.[1] ?? address;
}
