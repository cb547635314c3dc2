type Objectish = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Objectish | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Objectish) : null;

/** A field found within another one's object, under a key that tells as much by itself. */
export type NestedField = readonly [key: string, value: unknown];

const firstOf = (value: unknown): Objectish | null => objectOf(Array.isArray(value) ? value[0] : value);

/** OpenTelemetry's JSON (OTLP/JSON file exporter): the first record of a batch stands for it. */
const otlpFields = (value: unknown): NestedField[] => {
  const scope =
    firstOf(firstOf(value)?.['scopeLogs']) ?? firstOf(firstOf(value)?.['instrumentationLibraryLogs']);
  const record = firstOf(scope?.['logRecords']);
  return record === null ? [] : Object.entries(record);
};

/** What a level's name may stand under in an object (Loguru, Log4j 2, logback). */
const LEVEL_NAMES = ['name', 'level', 'text', 'standardLevel', 'levelStr', 'value'];

/** The fields that matter of an object found under one of the keys that are looked into. */
export const nestedFields = (key: string, value: unknown): readonly NestedField[] => {
  const object = objectOf(value);
  if (key === 'resourcelogs') return otlpFields(value);
  if (object === null) return [];
  // loguru, serialized: `record.level.name`, `record.time.timestamp`
  if (key === 'record') {
    return [
      ['record.level.name', objectOf(object['level'])?.['name']],
      ['record.time.timestamp', objectOf(object['time'])?.['timestamp']],
    ];
  }
  if (key === 'level' || key === 'severity')
    return [[key, LEVEL_NAMES.map(name => object[name]).find(value => value !== undefined)]];
  // Elastic Common Schema writes `log.level` as a nested object, too.
  if (key === 'log') return [['log.level', object['level']]];
  return Object.entries(object);
};
