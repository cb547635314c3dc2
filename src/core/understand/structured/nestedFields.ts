type Objectish = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Objectish | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Objectish) : null;

/** A field of a nested object, with a key that is meaningful on its own. */
export type NestedField = readonly [key: string, value: unknown];

const firstOf = (value: unknown): Objectish | null => objectOf(Array.isArray(value) ? value[0] : value);

/** Reads OpenTelemetry's JSON (OTLP/JSON file exporter): a batch is represented by its first record. */
const otlpFields = (value: unknown): NestedField[] => {
  const scope =
    firstOf(firstOf(value)?.['scopeLogs']) ?? firstOf(firstOf(value)?.['instrumentationLibraryLogs']);
  const record = firstOf(scope?.['logRecords']);
  return record === null ? [] : Object.entries(record);
};

/** The keys of a level's name in an object (Loguru, Log4j 2, logback). */
const LEVEL_NAMES = ['name', 'level', 'text', 'standardLevel', 'levelStr', 'value'];

/** Returns the relevant fields of a nested object whose key is in NESTED_KEYS. */
export const nestedFields = (key: string, value: unknown): readonly NestedField[] => {
  const object = objectOf(value);
  if (key === 'resourcelogs') return otlpFields(value);
  if (object === null) return [];
  // loguru's serialized records: `record.level.name`, `record.time.timestamp`
  if (key === 'record') {
    return [
      ['record.level.name', objectOf(object['level'])?.['name']],
      ['record.time.timestamp', objectOf(object['time'])?.['timestamp']],
    ];
  }
  if (key === 'level' || key === 'severity')
    return [[key, LEVEL_NAMES.map(name => object[name]).find(value => value !== undefined)]];
  // Elastic Common Schema also writes `log.level` as a nested object.
  if (key === 'log') return [['log.level', object['level']]];
  return Object.entries(object);
};

/** Returns when an event was created (Elastic Common Schema), or null. */
export const createdOf = (value: unknown): string | null => {
  const created = objectOf(value)?.['created'];
  return typeof created === 'string' ? created : null;
};

/** Returns the HTTP status in an object that describes a request or its response (ECS, Datadog, Google Cloud). */
export const nestedStatus = (value: unknown): unknown => {
  const object = objectOf(value);
  if (object === null) return undefined;
  return statusOf(object) ?? statusOf(objectOf(object['response']) ?? {});
};

const statusOf = (object: Objectish): unknown =>
  object['status_code'] ?? object['statusCode'] ?? object['status'];
