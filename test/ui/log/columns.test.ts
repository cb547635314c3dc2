import { describe, expect, it } from 'vitest';
import { gutterLabels } from '../../../src/ui/log/columns.ts';

describe('the host gutter', () => {
  it.each([
    [
      ['web-01', 'web-02'],
      ['web-01', 'web-02'],
    ],
    [
      ['web-01.shop.internal', 'db-1.shop.internal'],
      ['web-01', 'db-1'],
    ],
    [
      ['shop-prod-eu-web-01', 'shop-prod-eu-web-02'],
      ['01', '02'],
    ],
    [
      ['shop-production-web-01.x.net', 'shop-production-db-1.x.net'],
      ['web-01', 'db-1'],
    ],
    [['one-very-long-name-alone'], ['one-very-long-name-alone']],
    [
      ['averylongnamewithoutjoints1', 'averylongnamewithoutjoints2'],
      ['averylongnamewithoutjoints1', 'averylongnamewithoutjoints2'],
    ],
  ])('%j: %j', (labels, short) => {
    expect(gutterLabels(labels)).toEqual(short);
  });
});
