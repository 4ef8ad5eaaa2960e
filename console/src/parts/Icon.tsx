const shapes = {
  overview: 'M3 12h4l3-8 4 16 3-8h4',
  clients: 'M4 5h16v10H4zM9 19h6M12 15v4',
  subscriptions: 'M5 19a2 2 0 1 0 0-.01M4 11a9 9 0 0 1 9 9M4 4a16 16 0 0 1 16 16',
  retained: 'M6 3h12v18l-6-4.5L6 21z',
  messages: 'M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5',
  traces: 'M3 11h3l2-5 4 10 2-5h2M17 17l4 4M14.5 18a4 4 0 1 0 0-.01',
  access: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 11.5l2 2 4-4',
  bans: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M6 6l12 12',
  keys: 'M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8M11 12l8-8M16 7l3 3',
  audit: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h6M9 16h6',
  listeners: 'M8 3v5M16 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  configuration: 'M4 7h10M18 7h2M16 5v4M4 17h4M12 17h8M10 15v4',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  events: 'M4 6h3M4 12h3M4 18h3M11 6h9M11 12h9M11 18h6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c1-4 4-6 8-6s7 2 8 6',
  refresh: 'M20 11a8 8 0 1 0-2.3 6.3M20 4v7h-7',
  up: 'M6 14l6-6 6 6',
  down: 'M6 10l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  left: 'M15 6l-6 6 6 6',
  warning: 'M12 4 2.5 20h19zM12 10v4M12 17v.01',
} as const;

export type IconName = keyof typeof shapes;

/** A drawing beside a word, or in a button that has a label: screen readers pass over it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
