/** The import table of the architecture, executable. `type-only` imports are free where the table says so. */
const inside = (p) => `^${p}/`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'A cycle hides which side decides.', {}, { circular: true }),
    forbid(
      'domain-imports-itself-only',
      'Rules are pure.',
      { path: inside('libs/domain'), pathNot: '\\.spec\\.ts$' },
      { pathNot: inside('libs/domain') },
    ),
    forbid(
      'libs-know-no-framework',
      'Stores and signatures work without HTTP and without Temporal.',
      { path: '^libs/(persistence|signatures|spreadsheets)/' },
      { path: '(^(apps|workflows|activities)/|node_modules/(@nestjs|@temporalio)/)' },
    ),
    forbid(
      'signatures-know-no-store',
      'Signatures are checked offline, too.',
      { path: inside('libs/signatures') },
      { path: inside('libs/persistence') },
    ),
    forbid(
      'spreadsheets-know-no-store',
      'What reads strangers’ files gets nothing else to hold.',
      { path: inside('libs/spreadsheets') },
      { path: '^libs/(persistence|signatures)/' },
    ),
    forbid(
      'workflows-are-sandboxed',
      "Workflow code is replayed: only Temporal's workflow API and pure rules.",
      { path: inside('workflows'), pathNot: '\\.spec\\.ts$' },
      {
        pathNot: '^(workflows|libs/domain)/|node_modules/@temporalio/(workflow|common)/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'workflows-see-activities-as-types',
      'By import type alone.',
      { path: inside('workflows') },
      { path: '^(apps|libs/(persistence|signatures|spreadsheets))/' },
    ),
    forbid(
      'activities-stay-below',
      'Activities know ports, stores and rules.',
      { path: inside('activities') },
      { path: '(^(apps|workflows)/|node_modules/(@nestjs|@temporalio/(client|worker|workflow))/)' },
    ),
    forbid(
      'api-never-imports-workflow-code',
      'Only message contracts.',
      { path: inside('apps/api') },
      { path: inside('workflows'), pathNot: '\\.messages\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'verifier-stands-alone',
      'It is believed because it asks nobody: no store, no network.',
      { path: inside('apps/verifier') },
      {
        path: '^libs/persistence/|^(node:)?(http|https|http2|net|tls|dgram|dns|child_process)$|node_modules/(undici|pg)/',
      },
    ),
    forbid(
      'web-runs-in-a-browser',
      'Pages know the API by its OpenAPI file, and pure rules; no store, no signature code, nothing of Node.',
      { path: inside('apps/web/src'), pathNot: '\\.spec\\.ts$' },
      {
        pathNot:
          '^(apps/web/src|libs/domain)/|^libs/signatures/src/dcc/|node_modules/(qr|react|react-dom|read-vietnamese-number|antd|@ant-design|@tanstack|echarts|openapi-fetch|wouter|dayjs|@types/react(-dom)?)/',
      },
    ),
    forbid(
      'apps-never-import-each-other',
      'Standalone starts them as processes.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/|^apps/web/src/api/schema' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
