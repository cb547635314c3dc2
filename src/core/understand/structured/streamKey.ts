import type { ByteString } from '../../bytes.ts';
import { type FieldVisitor, jsonObjectEnd, type ValueKind } from './jsonScan.ts';
import { KeyCache, KeyFilter, plainKey } from './keys.ts';

/** Fields that identify the origin of an object's line: containers, pods, journald, shipped files. */
const NAMES =
  'stream container_id container_name container docker kubernetes pod pod_name namespace host hostname file path ' +
  'source syslog_identifier _pid pid tag _systemd_unit unit attrs';

const filter = new KeyFilter(NAMES.split(' '));
const plain = new Set(NAMES.split(' ').map(plainKey));
const keys = new KeyCache<true>(key => (plain.has(key) ? true : undefined));

/** Maximum length of a value: the start of a pod's labels is enough to identify it. */
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

/**
 * Returns a key for the origin of the line in the JSON object between two positions; lines from one origin share it.
 */
export const jsonStream = (text: ByteString, from: number, end: number): ByteString => {
  collector.key = '{';
  jsonObjectEnd(text, from, end, collector);
  return collector.key;
};
