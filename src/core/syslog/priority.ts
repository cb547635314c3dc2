/** Names of the facilities by number (RFC 5424 §6.2.1), as in syslog.h. */
export const FACILITIES: readonly string[] = (
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock ' +
  'local0 local1 local2 local3 local4 local5 local6 local7'
).split(' ');

/** Names of the severities by number, the most severe first. */
export const SEVERITIES: readonly string[] = 'emerg alert crit err warning notice info debug'.split(' ');

export const MAX_PRIORITY = 191;

/** The priority of a message without a valid one: user.notice (RFC 3164 §4.3.3). */
export const DEFAULT_PRIORITY = 13;

export const facilityOf = (priority: number): string => FACILITIES[priority >> 3]!;
export const severityOf = (priority: number): string => SEVERITIES[priority & 7]!;
