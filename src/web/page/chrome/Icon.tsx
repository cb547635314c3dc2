/** Line drawings on a 16 × 16 grid. */
const PATHS = {
  logs: 'M2.5 4h2M2.5 8h2M2.5 12h2M7 4h6.5M7 8h6.5M7 12h6.5',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14',
  filter: 'M2 3h12l-4.6 5.6V13L6.6 11.6v-3z',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  close: 'M4 4l8 8M12 4l-8 8',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3l8 5-8 5z',
  zoom: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5l-4 4M2.5 13.5l4-4',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff:
    'M2 2l12 12M6.2 4C6.8 3.7 7.4 3.5 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-2 2.5M4 5.2A11 11 0 0 0 1.5 8S4 12.5 8 12.5c1 0 1.800-.2 2.600-.6',
  only: 'M8 13A5 5 0 1 0 8 3a5 5 0 0 0 0 10ZM8 9.500A1.500 1.500 0 1 0 8 6.500a1.500 1.500 0 0 0 0 3Z',
  more: 'M3.500 8h.01M8 8h.01M12.500 8h.01',
  split: 'M2.500 3h11v10h-11zM8 3v10',
  merged: 'M2.500 3h11v10h-11zM5 6h6M5 8h6M5 10h6',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  link: 'M6.500 9.500l3-3M7 4.500l1.500-1.500a2.800 2.800 0 0 1 4 4L11 8.500M9 11.500 7.500 13a2.800 2.800 0 0 1-4-4L5 7.500',
  save: 'M8 2.500v7.500M4.800 7 8 10.200 11.200 7M2.500 13.500h11',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.800V8l2.200 1.500',
  around: 'M2.500 3.500h11M2.500 12.500h11M5 6.500h6v3H5z',
  retry: 'M13 8a5 5 0 1 1-1.600-3.700M13 2.500v3h-3',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  chart: 'M2.500 13.500h11M4.500 11V8M8 11V4M11.500 11V6.500',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
