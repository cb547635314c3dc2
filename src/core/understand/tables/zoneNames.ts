import { UNSAID } from '../moment.ts';

/**
 * Minutes ahead of UTC for unambiguous abbreviations (RFC 822 §5, and those that the tz database prints for equally
 * named zones). Some have several meanings, so the log's own zone applies: see `AMBIGUOUS`.
 */
const UNAMBIGUOUS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  UT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
  HKT: 480,
  AEST: 600,
  AEDT: 660,
  ACST: 570,
  AWST: 480,
  NZST: 720,
  NZDT: 780,
  ACDT: 630,
  SGT: 480,
  MYT: 480,
  WIB: 420,
  SAST: 120,
  MEZ: 60,
  MESZ: 120,
  NDT: -150,
  BRT: -180,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  HDT: -540,
  ADT: -180,
  NST: -210,
  WAT: 60,
  CAT: 120,
  EAT: 180,
  MET: 60,
  MEST: 120,
  IDT: 180,
  PKT: 300,
  WITA: 480,
  WIT: 540,
};

/** Zones of America and China; India, Israel and Ireland; Britain and Bangladesh; America and Arabia; Samoa and Singapore. */
const AMBIGUOUS: Readonly<Record<string, readonly number[]>> = {
  CST: [-360, 480],
  IST: [330, 120, 60],
  BST: [60, 360],
  AST: [-240, 180],
  SST: [-660, 480],
};

/** Minutes ahead of UTC by abbreviation; UNSAID: it has several meanings. */
export const ABBREVIATIONS: Readonly<Record<string, number>> = {
  ...UNAMBIGUOUS,
  ...Object.fromEntries(Object.keys(AMBIGUOUS).map(name => [name, UNSAID])),
};

/** Returns true if an abbreviation may stand for an offset. */
export const mayStandFor = (name: string, offset: number): boolean =>
  AMBIGUOUS[name]?.includes(offset) ?? UNAMBIGUOUS[name] === offset;

/**
 * Zones with daylight saving time as POSIX writes them in TZ: `CET-1CEST`. Without rules behind them, the usual ones of
 * the region apply.
 */
export const POSIX_ZONES: Readonly<Record<string, string>> = {
  GMT0BST: 'Europe/London',
  WET0WEST: 'Europe/Lisbon',
  CET1CEST: 'Europe/Berlin',
  MEZ1MESZ: 'Europe/Berlin',
  MET1MEST: 'Europe/Berlin',
  EET2EEST: 'Europe/Helsinki',
  AEST10AEDT: 'Australia/Sydney',
  NZST12NZDT: 'Pacific/Auckland',
  EST5EDT: 'EST5EDT',
  CST6CDT: 'CST6CDT',
  MST7MDT: 'MST7MDT',
  PST8PDT: 'PST8PDT',
  AKST9AKDT: 'America/Anchorage',
};

/**
 * The zones that Windows calls `… Standard Time` and `… Daylight Time` (CLDR's windowsZones, the common ones). Windows also
 * names the zone itself like its standard time, so that in summer, both mean the zone's own time.
 */
const WINDOWS: Readonly<Record<string, string>> = {
  'AUS Central': 'Australia/Darwin',
  'AUS Eastern': 'Australia/Sydney',
  Alaskan: 'America/Anchorage',
  Arab: 'Asia/Riyadh',
  Argentina: 'America/Buenos_Aires',
  Atlantic: 'America/Halifax',
  Bangladesh: 'Asia/Dhaka',
  'Canada Central': 'America/Regina',
  'Cen. Australia': 'Australia/Adelaide',
  'Central America': 'America/Guatemala',
  'Central Europe': 'Europe/Budapest',
  'Central European': 'Europe/Warsaw',
  China: 'Asia/Shanghai',
  Central: 'America/Chicago',
  'E. Africa': 'Africa/Nairobi',
  'E. Australia': 'Australia/Brisbane',
  'E. South America': 'America/Sao_Paulo',
  Eastern: 'America/New_York',
  FLE: 'Europe/Kiev',
  GMT: 'Europe/London',
  GTB: 'Europe/Bucharest',
  Hawaiian: 'Pacific/Honolulu',
  India: 'Asia/Calcutta',
  Israel: 'Asia/Jerusalem',
  Korea: 'Asia/Seoul',
  Mountain: 'America/Denver',
  'New Zealand': 'Pacific/Auckland',
  Newfoundland: 'America/St_Johns',
  Pacific: 'America/Los_Angeles',
  Pakistan: 'Asia/Karachi',
  Romance: 'Europe/Paris',
  Russian: 'Europe/Moscow',
  'SE Asia': 'Asia/Bangkok',
  Singapore: 'Asia/Singapore',
  'South Africa': 'Africa/Johannesburg',
  Taipei: 'Asia/Taipei',
  Tasmania: 'Australia/Hobart',
  Tokyo: 'Asia/Tokyo',
  Turkey: 'Europe/Istanbul',
  'US Eastern': 'America/Indianapolis',
  'US Mountain': 'America/Phoenix',
  'W. Australia': 'Australia/Perth',
  'W. Europe': 'Europe/Berlin',
};

/** Names of offsets, in minutes ahead of UTC, as Java and JavaScript print them (CLDR), and Windows in German. */
const OFFSETS: Readonly<Record<string, number>> = {
  'Coordinated Universal Time': 0,
  'Greenwich Mean Time': 0,
  'British Summer Time': 60,
  'Western European Standard Time': 0,
  'Western European Summer Time': 60,
  'Central European Summer Time': 120,
  'Eastern European Standard Time': 120,
  'Eastern European Summer Time': 180,
  'Moscow Standard Time': 180,
  'Gulf Standard Time': 240,
  'Hong Kong Standard Time': 480,
  'Japan Standard Time': 540,
  'Korean Standard Time': 540,
  'Australian Western Standard Time': 480,
  'Australian Central Standard Time': 570,
  'Australian Central Daylight Time': 630,
  'Australian Eastern Standard Time': 600,
  'Australian Eastern Daylight Time': 660,
  'Brasilia Standard Time': -180,
  'Alaska Standard Time': -540,
  'Alaska Daylight Time': -480,
};

/** Returns the zone (its name in the tz database) or the offset with a long name; null if it is unknown. */
export const longZone = (name: string): string | number | null => {
  const offset = OFFSETS[name];
  if (offset !== undefined) return offset;
  const german = GERMAN.exec(name);
  if (german !== null) return german[1] === 'Sommerz' ? 120 : 60;
  return WINDOWS[name.replace(/ (?:Standard|Daylight) Time$/, '')] ?? null;
};

/** `ä` in UTF-8 or a code page. */
const GERMAN = /^Mitteleurop[^ a-z]{1,2}ische (Sommerz|Normalz|Z)eit$/;

/** Matches the long name of a zone, known or not. */
export const LONG_ZONE =
  /(?:[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){0,3} (?:Standard|Daylight|Summer) Time|Coordinated Universal Time|Greenwich Mean Time|Mitteleurop[^ a-z]{1,2}ische (?:Sommerz|Normalz|Z)eit)(?![A-Za-z0-9_])/y;

/** The same as an ERE. */
export const LONG_ZONE_ERE = '([A-Z][A-Za-z. ]* Time|Mitteleurop[^ a-z]+ische (Sommerz|Normalz|Z)eit)';

/** The first two characters of Windows' other names: these zones are refused. */
const OTHER_STARTS =
  'Af Al As Az Ba Be Bo Bu Ca Cu Da Ea Eg Ek Fi Ge Gr Ha Ir Jo Ka Li Lo Ma Mo My N. Na No Om Pr Qy SA Sa So Sr Sy To Tr Ul Ve Vl Vo We Ya Yu'.split(
    ' ',
  );

/** The first two characters of long names. */
export const LONG_ZONE_STARTS: readonly string[] = [
  ...OTHER_STARTS,
  ...[...Object.keys(WINDOWS), ...Object.keys(OFFSETS), 'Mi'].map(name => name.slice(0, 2)),
];
