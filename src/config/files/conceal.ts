import type { Chain } from './extend.ts';
import type { ConfigIssue } from './issue.ts';

/** How issues are worded that are about what someone else's file leads to. */
export interface Concealment {
  /** What is wrong with the form: in which line and section, but without the keys. */
  form(issue: ConfigIssue): ConfigIssue;
  /** A reference that leads nowhere: without its words. */
  reference(issue: ConfigIssue): ConfigIssue;
}

/**
 * A configuration that nobody trusts may extend, or be a link to, any file of this machine: a message says in which line of it something
 * is wrong, and shows none of it but the names of our own sections.
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
