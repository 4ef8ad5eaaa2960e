const shapes = {
  overview: 'M3 12h4l3-8 4 16 3-8h4',
  clients: 'M4 5h16v10H4zM9 19h6M12 15v4',
  subscriptions: 'M5 19a2 2 0 1 0 0-.01M4 11a9 9 0 0 1 9 9M4 4a16 16 0 0 1 16 16',
  retained: 'M6 3h12v18l-6-4.5L6 21z',
  publish: 'M21 3 10 14M21 3l-7 18-4-7-7-4z',
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
