import { address, MONTHS, type WriteEvent } from './sample.ts';

/** Writes /var/log/syslog as rsyslog does with its traditional template. */
export const writeSyslog: WriteEvent = ({ random, at, host, incident }) => {
  const head = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)} ${host}`;
  if (random.chance(incident * 0.1)) {
    return `${head} kernel: [${random.whole(100_000, 999_999)}.${random.whole(100_000, 999_999)}] TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies.\n`;
  }
  return random.pick([
    `${head} sshd[${random.whole(900, 32_000)}]: Accepted publickey for deploy from 10.0.0.${random.whole(2, 9)} port ${random.whole(30_000, 60_000)} ssh2: ED25519 SHA256:${random.hex(20)}\n`,
    `${head} sshd[${random.whole(900, 32_000)}]: Failed password for invalid user admin from ${address(random)} port ${random.whole(30_000, 60_000)} ssh2\n`,
    `${head} systemd[1]: Started Session ${random.whole(100, 9000)} of user deploy.\n`,
    `${head} CRON[${random.whole(900, 32_000)}]: (root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)\n`,
    `${head} systemd-timesyncd[412]: Synchronized to time server 10.0.0.1:123, 0 errors.\n`,
  ]);
};
