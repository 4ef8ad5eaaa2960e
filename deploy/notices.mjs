// Completes the bill of materials with what NuGet does not know of (the .NET runtime, the packages of the console), and writes
// the notices of third parties from it and from the licence files of the packages.
// Usage: node deploy/notices.mjs NUGET.cdx.json RUNTIME_VERSION OUT.cdx.json OUT.txt
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [billFile, runtimeVersion, billOut, noticesOut] = process.argv.slice(2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const consoleFolder = join(root, 'console');
const packages = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');
const dotnetFolder = dirname(realpathSync(execFileSync('/bin/sh', ['-c', 'command -v dotnet'], { encoding: 'utf8' }).trim()));

const licenceFile = /^(licen[cs]e|copying|notice)/i;
const read = (file) => readFileSync(file, 'utf8').replace(/^\uFEFF/, '').replace(/\r\n/g, '\n').trim();
const textsIn = (folder) => existsSync(folder) ? readdirSync(folder).filter((name) => licenceFile.test(name)).map((name) => read(join(folder, name))) : [];
const element = (xml, name) => xml.match(new RegExp(`<${name}[^>]*>([^<]*)</${name}>`))?.[1];

function nugetParts(bill) {
  return bill.components.map((component) => {
    const folder = join(packages, component.name.toLowerCase(), component.version.toLowerCase());
    const nuspec = join(folder, `${component.name.toLowerCase()}.nuspec`);
    const xml = existsSync(nuspec) ? read(nuspec) : '';
    return {
      name: component.name, version: component.version, licence: component.licenses?.[0]?.license?.id ?? element(xml, 'license') ?? '',
      copyright: element(xml, 'copyright') ?? element(xml, 'authors') ?? '', texts: textsIn(folder),
    };
  });
}

// What the pages of the console are bundled from: everything in the lock that is not for developing only.
function consoleParts() {
  const lock = JSON.parse(read(join(consoleFolder, 'package-lock.json')));
  return Object.entries(lock.packages)
    .filter(([path, one]) => path !== '' && !one.dev && !one.optional && !one.peer)
    .map(([path, one]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version: one.version, licence: one.license ?? '', copyright: '',
      texts: textsIn(join(consoleFolder, path)),
    }));
}

const runtimePart = {
  name: '.NET runtime and ASP.NET Core', version: runtimeVersion, licence: 'MIT', copyright: '© .NET Foundation and contributors',
  texts: ['LICENSE.txt', 'ThirdPartyNotices.txt'].map((name) => join(dotnetFolder, name)).filter(existsSync).map(read),
};

const component = (part, purl) => ({
  type: 'library', 'bom-ref': purl, name: part.name, version: part.version, purl,
  ...(part.licence ? { licenses: [/^[A-Za-z0-9.+-]+$/.test(part.licence) ? { license: { id: part.licence } } : { expression: part.licence }] } : {}),
});

const bill = JSON.parse(read(billFile));
const npm = consoleParts();
const parts = [runtimePart, ...nugetParts(bill), ...npm];
bill.components.push(
  component({ ...runtimePart, name: 'Microsoft.NETCore.App' }, `pkg:nuget/Microsoft.NETCore.App.Runtime@${runtimeVersion}`),
  ...npm.map((part) => component(part, `pkg:npm/${part.name.replace('@', '%40')}@${part.version}`)));
writeFileSync(billOut, `${JSON.stringify(bill, null, 2)}\n`);

const nameless = parts.filter((part) => part.licence === '' && part.texts.length === 0);
if (nameless.length > 0) throw new Error(`No licence is known of ${nameless.map((part) => part.name).join(', ')}`);
const rule = '='.repeat(100);
writeFileSync(noticesOut, [
  'Heliograph contains software of others. What it is, and on which terms it may be used:',
  ...parts.flatMap((part) => ['', rule, `${part.name} ${part.version}${part.licence ? ` (${part.licence})` : ''}`, part.copyright, '',
    part.texts.length > 0 ? part.texts.join('\n\n') : `Its terms are those of the licence ${part.licence}: https://spdx.org/licenses/${part.licence}.html`]),
  '',
].join('\n'));
