import type { ByteString } from '../../bytes.ts';
import { type FieldVisitor, jsonObjectEnd, type ValueKind } from './jsonScan.ts';
import { KeyCache, KeyFilter, plainKey } from './keys.ts';

/** Fields that tell whose line an object carries: of containers, pods, journald, files that were shipped. */
const NAMES =
  'stream container_id container_name container docker kubernetes pod pod_name namespace host hostname file path ' +
  'source syslog_identifier _pid pid tag _systemd_unit unit attrs';

const filter = new KeyFilter(NAMES.split(' '));
const plain = new Set(NAMES.split(' ').map(plainKey));
const keys = new KeyCache<true>(key => (plain.has(key) ? true : undefined));

/** Longer values are cut: a pod's labels do not tell more than its beginning. */
const MAX_VALUE = 200;

class Collector implements FieldVisitor {
  key = '';

  see(
    text: ByteString,
    keyFrom: number,
    keyTo: number,
    valueFrom: number,
    valueTo: number,
    _kind: ValueKind,
  ): void {
    if (!filter.mayBe(keyTo - keyFrom, text.charCodeAt(keyFrom))) return;
    if (keys.get(text.slice(keyFrom, keyTo)) === null) return;
    this.key += `${text.slice(valueFrom, Math.min(valueTo, valueFrom + MAX_VALUE))}\n`;
  }
}

const collector = new Collector();

/** Whose line the JSON object between two places carries: what such objects have in common that belong together. */
export const jsonStream = (text: ByteString, from: number, end: number): ByteString => {
  collector.key = '{';
  jsonObjectEnd(text, from, end, collector);
  return collector.key;
};
