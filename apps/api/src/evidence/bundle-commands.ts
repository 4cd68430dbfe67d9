import type { BundlePlan, PlannedHandover } from './bundle-plan.ts';

/** Commands for a shell (bash) in the unpacked folder; each ends with another code than 0 when what it checks is wrong. */

/** A command that is silent by itself says OK or WRONG; it fails as the command does, and never closes the reader's shell. */
function said(command: string, what: string): string {
  return `${command} && echo '${what}: OK' || { echo '${what}: WRONG'; false; }`;
}

/** Hashes of all files against the statement, and no file besides. */
export const FILES = [
  said(
    `grep -o '"path":"[^"]*","sha256":"[0-9a-f]*"' statement.json | sed 's/"path":"\\([^"]*\\)","sha256":"\\([0-9a-f]*\\)"/\\2  \\1/' | sha256sum --check --strict --quiet`,
    'sha256sum',
  ),
  said(
    `test "$(find . -type f | wc -l)" -eq "$(( $(grep -o '"path":' statement.json | wc -l) + 2 ))"`,
    'find',
  ),
];

/** The seal's fingerprint, to be compared by eye with the one known from outside, and its signature over the statement. */
export function sealCommands({ exportedAt }: BundlePlan): string[] {
  return [
    'openssl x509 -in certificates/seal.pem -noout -fingerprint -sha256',
    verify('statement.json', 'certificates/seal.pem', exportedAt),
  ];
}

const AUTHORITY =
  'openssl x509 -in certificates/ca.pem -noout -subject -nameopt utf8,sep_comma_plus -fingerprint -sha256';
const STAMP_AUTHORITY =
  'openssl x509 -in certificates/tsa.pem -noout -subject -nameopt utf8,sep_comma_plus -fingerprint -sha256';

/** Fingerprints of the authorities, to be compared by eye with those known from outside. */
export function authorityCommands({ anchorsPem, stampAnchorsPem }: BundlePlan): string[] {
  return [
    ...(anchorsPem === null ? [] : [AUTHORITY]),
    ...(stampAnchorsPem === null ? [] : [STAMP_AUTHORITY]),
  ];
}

/** Every signed paper is the one that the chain of events names, and states the hash of its manifest. */
export function paperCommands(plan: BundlePlan): string[] {
  return signedPapers(plan).flatMap((file) => [
    said(`grep -q "$(sha256sum < ${file} | cut -d ' ' -f 1)" events.ndjson`, `${file}, events.ndjson`),
    said(
      `grep -aq "manifest=$(sha256sum < ${file.replace(/[^/]+$/, 'manifest.json')} | cut -d ' ' -f 1)" ${file}`,
      `${file}, manifest.json`,
    ),
  ]);
}

/** The signed papers' files. */
export function signedPapers({ handovers }: BundlePlan): string[] {
  return handovers.flatMap(({ folder, papers }) =>
    papers.filter(({ signed }) => signed).map(({ kind }) => `${folder}/${kind}.pdf`),
  );
}

/** Every event's hash is that of the hash before it and its own text, and the last one is the statement's. */
export const CHAIN = [
  '(',
  'prev=""',
  'while IFS= read -r line; do',
  `  body=$(printf '%s' "$line" | sed 's/^{"body":"\\(.*\\)","changesHash":.*$/\\1/; s/\\\\\\(.\\)/\\1/g')`,
  `  hash=$({ printf "$(printf '%s' "$prev" | sed 's/../\\\\x&/g')"; printf '%s' "$body"; } | sha256sum | cut -d ' ' -f 1)`,
  '  case $line in *"\\"hash\\":\\"$hash\\",\\"no\\":"*"\\"prevHash\\":\\"$prev\\"}") ;; *) echo "$line"; exit 1 ;; esac',
  '  prev=$hash',
  'done < events.ndjson',
  'grep -q "\\"head\\":{\\"eventNo\\":$(wc -l < events.ndjson),\\"hash\\":\\"$prev\\"}" statement.json',
  said(')', 'events.ndjson'),
];

/** The signatures of one handover, and that the chain of events names what was signed. */
export function handoverCommands({ handover, folder, parts, crls }: PlannedHandover): string[] {
  const official = handover.grade === 'official';
  const anchor = official && crls.length > 0 ? `<(cat certificates/ca.pem ${folder}/revocation.crl)` : null;
  return parts.flatMap((part) => {
    const file = `${folder}/${part.name}.json`;
    return [
      ...(part.timeStamp === null
        ? []
        : [
            `openssl ts -verify -in ${folder}/${part.name}.tsr -data ${file}.p7s -CAfile certificates/tsa.pem${attime(part.stampedAt)}`,
          ]),
      ...(part.signature === null
        ? []
        : [
            ...(official ? [signerOf(file)] : []),
            verify(
              file,
              official ? (anchor ?? 'certificates/ca.pem') : 'certificates/seal.pem',
              part.stampedAt ?? part.at,
              anchor !== null,
            ),
          ]),
      said(`grep -q "$(sha256sum < ${file} | cut -d ' ' -f 1)" events.ndjson`, `${file}, events.ndjson`),
    ];
  });
}

/** Whose certificate signed. */
function signerOf(file: string): string {
  return `openssl pkcs7 -inform DER -in ${file}.p7s -print_certs | openssl x509 -noout -subject -nameopt utf8,sep_comma_plus`;
}

/** The moment at which a signature is judged: when the server took it, so that it stays valid after its certificate has ended. */
function verify(file: string, anchors: string, judgedAt: Date | null, crlCheck = false): string {
  return `openssl cms -verify -binary -inform DER -in ${file}.p7s -content ${file} -CAfile ${anchors}${crlCheck ? ' -crl_check' : ''} -purpose any${attime(judgedAt)} -out /dev/null`;
}

function attime(at: Date | null): string {
  return at === null ? '' : ` -attime ${Math.ceil(at.getTime() / 1_000)}`;
}

/** Commands that belong together, as a block of the README. */
export function block(commands: readonly string[]): string {
  return `\`\`\`bash\n${commands.join('\n')}\n\`\`\``;
}

/** Commands that need more than openssl and sha256sum. */
export function optional(commands: readonly string[]): string {
  return `\`\`\`sh\n${commands.join('\n')}\n\`\`\``;
}

export function officialOf(plan: BundlePlan): PlannedHandover[] {
  return plan.handovers.filter(({ handover, parts }) => handover.grade === 'official' && parts[0]?.signature);
}

export function attestedOf(plan: BundlePlan): PlannedHandover[] {
  return plan.handovers.filter(({ handover }) => handover.grade === 'attested');
}
