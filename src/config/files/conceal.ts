import type { Chain } from './extend.ts';
import type { ConfigIssue } from './issue.ts';

/** Rewords issues in files reached from someone else's configuration. */
export interface Concealment {
  /** Reports a syntax error with its line and section, but without the keys. */
  form(issue: ConfigIssue): ConfigIssue;
  /** Reports an unresolved reference without quoting it. */
  reference(issue: ConfigIssue): ConfigIssue;
}

/**
 * Hides content in messages: an untrusted configuration may extend, or be a link to, any file of this machine. A
 * message reports the line of a problem, and nothing else of the file except the names of our own sections.
 */
export const concealmentFor = (chain: Chain, sections: readonly string[]): Concealment => {
  const led = chain.trusted ? [] : chain.documents.filter(({ discreet }) => discreet);
  const files = new Set<string | null>(led.map(({ file }) => file));
  const form = (issue: ConfigIssue): ConfigIssue => {
    const path = issue.path.slice(0, 1).filter(key => sections.includes(String(key)));
    return files.has(issue.file) ? { ...issue, path } : issue;
  };
  const reference = (issue: ConfigIssue): ConfigIssue => {
    const message = 'refers to something that does not exist, or has the wrong form';
    return files.has(issue.file) ? { ...issue, message, advice: null } : issue;
  };
  return { form, reference };
};
